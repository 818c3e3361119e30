import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { seeded } from '../../../src/base/random';
import { selectEngine, type EngineName } from '../../../src/engine/select';

type Conv = {
  input: [number, number, number, number];
  filter: [number, number, number, number];
  stride: number | [number, number];
  pad: 'same' | 'valid' | number;
};

const convolutions: Conv[] = [
  { input: [2, 5, 5, 3], filter: [3, 3, 3, 4], stride: 1, pad: 'same' },
  { input: [2, 6, 7, 3], filter: [3, 3, 3, 4], stride: 2, pad: 'same' },
  { input: [1, 7, 7, 2], filter: [3, 3, 2, 5], stride: 2, pad: 'valid' },
  { input: [2, 8, 6, 2], filter: [3, 2, 2, 3], stride: [2, 3], pad: 'valid' },
  { input: [3, 4, 4, 5], filter: [1, 1, 5, 2], stride: 1, pad: 'valid' },
  { input: [1, 6, 6, 4], filter: [1, 1, 4, 3], stride: 2, pad: 'same' },
  { input: [2, 7, 5, 1], filter: [5, 5, 1, 2], stride: 1, pad: 2 },
  { input: [1, 4, 4, 2], filter: [4, 4, 2, 3], stride: 1, pad: 'valid' },
  { input: [1, 9, 9, 1], filter: [7, 7, 1, 2], stride: 2, pad: 3 },
];

const depthwise: Conv[] = [
  { input: [2, 5, 5, 3], filter: [3, 3, 3, 1], stride: 1, pad: 'same' },
  { input: [2, 6, 7, 3], filter: [3, 3, 3, 2], stride: 2, pad: 'same' },
  { input: [1, 7, 7, 2], filter: [3, 3, 2, 1], stride: 2, pad: 'valid' },
  { input: [1, 8, 8, 2], filter: [3, 3, 2, 3], stride: 3, pad: 'valid' },
  { input: [2, 7, 7, 4], filter: [7, 7, 4, 1], stride: 1, pad: 'valid' },
];

describe('the kernels that wasm lacks', () => {
  after(async () => {
    await selectEngine();
  });

  for (const each of convolutions) {
    it(`convolution gradients: ${describeConv(each)}`, () =>
      sameOnCpu(
        (x, filter) =>
          tf.conv2d(
            x,
            filter,
            each.stride,
            each.pad,
            'NHWC',
            1,
            each.pad === 2 || each.pad === 3 ? 'floor' : undefined,
          ),
        each,
      ));
  }

  for (const each of depthwise) {
    it(`depthwise gradients: ${describeConv(each)}`, () =>
      sameOnCpu((x, filter) => tf.depthwiseConv2d(x, filter, each.stride, each.pad), each));
  }

  it('unsortedSegmentSum on numbers that can be checked by hand', async () => {
    await selectEngine('wasm');
    const sums = tf.unsortedSegmentSum(
      tf.tensor2d([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
      tf.tensor1d([2, 0, 2], 'int32'),
      4,
    );
    assert.deepEqual(sums.shape, [4, 2]);
    assert.deepEqual([...(await sums.data())], [3, 4, 0, 0, 6, 8, 0, 0]);
  });

  it('unsortedSegmentSum of one-dimensional and of whole numbers, ids out of range left out', async () => {
    for (const dtype of ['float32', 'int32'] as const) {
      const results: number[][] = [];
      for (const engine of ['cpu', 'wasm'] as const) {
        await selectEngine(engine);
        const sums = tf.unsortedSegmentSum(tf.tensor1d([1, 2, 3, 4], dtype), tf.tensor1d([1, 5, 1, -1], 'int32'), 3);
        if (engine === 'wasm') assert.equal(sums.dtype, dtype);
        results.push([...(await sums.data())]);
      }
      assert.deepEqual(results, [
        [0, 4, 0],
        [0, 4, 0],
      ]);
    }
  });

  it('the gradient of gather', async () => {
    const gradients: Float32Array[] = [];
    for (const engine of ['cpu', 'wasm'] as const) {
      await selectEngine(engine);
      const gradient = tf.grad((x: tf.Tensor) => tf.sum(tf.square(tf.gather(x, tf.tensor1d([3, 0, 3], 'int32')))))(
        numbers([4, 2, 3], 'x'),
      );
      gradients.push((await gradient.data()) as Float32Array);
    }
    close(gradients[1], gradients[0]);
  });
});

/** Value and both gradients of a convolution on wasm against the cpu engine, and no tensor left behind. */
async function sameOnCpu(
  convolve: (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor,
  { input, filter }: Conv,
): Promise<void> {
  const results: Record<string, Float32Array[]> = {};
  for (const engine of ['cpu', 'wasm'] as EngineName[]) {
    await selectEngine(engine);
    const tensors = tf.memory().numTensors;
    const outputs = tf.tidy(() => {
      const x = numbers(input, 'x') as tf.Tensor4D;
      const w = numbers(filter, 'filter') as tf.Tensor4D;
      const y = convolve(x, w);
      const dy = numbers(y.shape, 'dy');
      return [y, ...tf.grads((a, b) => convolve(a as tf.Tensor4D, b as tf.Tensor4D))([x, w], dy)];
    });
    assert.equal(tf.memory().numTensors, tensors + 3);
    results[engine] = await Promise.all(outputs.map(async (tensor) => (await tensor.data()) as Float32Array));
    tf.dispose(outputs);
  }
  results.cpu.forEach((expected, i) => close(results.wasm[i], expected));
}

function numbers(shape: number[], name: string): tf.Tensor {
  const random = seeded(7, name);
  return tf.tensor(
    Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
    shape,
  );
}

function close(actual: Float32Array, expected: Float32Array): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) =>
    assert.ok(Math.abs(actual[i] - value) < 1e-4 * (1 + Math.abs(value)), `element ${i}: ${actual[i]}, cpu ${value}`),
  );
}

function describeConv({ input, filter, stride, pad }: Conv): string {
  return `input ${input.join('×')}, filter ${filter.join('×')}, stride ${stride}, padding ${pad}`;
}
