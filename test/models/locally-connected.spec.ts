import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { LocallyConnected } from '../../src/models/locally-connected';

/** Every place with its own filters, written out. */
function byHand(x: number[][][][], kernel: number[][][], size: number): number[][][][] {
  const [height, width] = [x[0].length - size + 1, x[0][0].length - size + 1];
  return x.map((picture) =>
    Array.from({ length: height }, (_, i) =>
      Array.from({ length: width }, (_unused, j) => {
        const seen: number[] = [];
        for (let u = 0; u < size; u++) for (let v = 0; v < size; v++) seen.push(...picture[i + u][j + v]);
        const own = kernel[i * width + j];
        return own[0].map((_weight, f) => seen.reduce((sum, value, d) => sum + value * own[d][f], 0));
      }),
    ),
  );
}

describe('locally connected layer', () => {
  const build = (): { layer: LocallyConnected; x: tf.Tensor4D } => {
    const layer = new LocallyConnected({ filters: 3, kernelSize: 2, seed: 5 });
    return { layer, x: tf.randomNormal<tf.Rank.R4>([2, 3, 4, 2], 0, 1, 'float32', 1) };
  };

  it('gives each place filters of its own, and leaves no tensor behind', async () => {
    const { layer, x } = build();
    tf.tidy(() => void layer.apply(x));
    const before = tf.memory().numTensors;
    const y = tf.tidy(() => layer.apply(x) as tf.Tensor4D);
    assert.deepEqual(y.shape, [2, 2, 3, 3]);
    assert.deepEqual(layer.computeOutputShape([null, 3, 4, 2]), [null, 2, 3, 3]);
    const kernel = (await layer.getWeights()[0].array()) as number[][][];
    const expected = byHand((await x.array()) as number[][][][], kernel, 2).flat(3);
    Array.from(await y.data()).forEach((value, index) => assert.ok(Math.abs(value - expected[index]) < 1e-5));
    y.dispose();
    assert.equal(tf.memory().numTensors, before);
    assert.equal(layer.countParams(), 6 * 8 * 3); // six places, 2 · 2 · 2 inputs, three filters
    tf.dispose(x);
  });

  it('has the gradient that finite differences say', async () => {
    const { layer, x } = build();
    const target = tf.randomNormal([2, 2, 3, 3], 0, 1, 'float32', 2);
    const loss = (input: tf.Tensor): tf.Scalar => tf.sum(tf.mul(layer.apply(input) as tf.Tensor, target));
    const gradient = await tf.grad(loss)(x).data();
    const values = await x.data();
    for (const index of [0, 13, 47]) {
      const moved = async (by: number): Promise<number> => {
        const copy = Float32Array.from(values);
        copy[index] += by;
        return (await loss(tf.tensor4d(copy, x.shape)).data())[0];
      };
      const slope = ((await moved(0.1)) - (await moved(-0.1))) / 0.2; // the layer is linear
      assert.ok(Math.abs(slope - gradient[index]) < 1e-3, `${slope} and ${gradient[index]}`);
    }
  });

  it('is stored and read again', () => {
    const { layer } = build();
    const again = new LocallyConnected(layer.getConfig() as never);
    assert.deepEqual(again.computeOutputShape([null, 5, 5, 1]), [null, 4, 4, 3]);
  });
});
