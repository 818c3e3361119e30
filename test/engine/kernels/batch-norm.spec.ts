import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { batchNorm, batchNormInference } from '../../../src/engine/kernels/batch-norm';
import { close } from './close';
import { engines, on, read } from './engines';

const shapes = [[6, 3], [3, 2, 4, 5], [1, 2, 2, 3]]; // prettier-ignore

/** y, mean, variance and the gradients of a weighted sum of y, for a seeded batch that is not centred. */
function everything(shape: number[]): tf.Tensor[] {
  const channels = shape[shape.length - 1];
  const x = tf.randomNormal<tf.Rank.R4>(shape as never, 1, 2, 'float32', 1);
  const gamma = tf.randomUniform([channels], 0.5, 2, 'float32', 2) as tf.Tensor1D;
  const beta = tf.randomNormal([channels], 0, 1, 'float32', 3) as tf.Tensor1D;
  const weights = tf.randomNormal(shape, 0, 1, 'float32', 4);
  const { y, mean, variance } = batchNorm(x, gamma, beta, 1e-3);
  const weighted = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) =>
    tf.sum(tf.mul(weights, batchNorm(x as tf.Tensor4D, gamma as tf.Tensor1D, beta as tf.Tensor1D, 1e-3).y));
  return [y, mean, variance, ...tf.grads(weighted)([x, gamma, beta])];
}

/** The same from the equation, differentiated operation by operation. */
function fromTheEquation(shape: number[]): tf.Tensor[] {
  const channels = shape[shape.length - 1];
  const axes = shape.map((_, axis) => axis).slice(0, -1);
  const n = tf.util.sizeFromShape(shape) / channels;
  const x = tf.randomNormal(shape, 1, 2, 'float32', 1);
  const gamma = tf.randomUniform([channels], 0.5, 2, 'float32', 2);
  const beta = tf.randomNormal([channels], 0, 1, 'float32', 3);
  const weights = tf.randomNormal(shape, 0, 1, 'float32', 4);
  const { mean, variance } = tf.moments(x, axes);
  const y = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) => {
    const { mean, variance } = tf.moments(x, axes);
    return tf.add(tf.mul(gamma, tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-3)))), beta);
  };
  const gradients = tf.grads((x, gamma, beta) => tf.sum(tf.mul(weights, y(x, gamma, beta))))([x, gamma, beta]);
  return [y(x, gamma, beta), mean, tf.mul(variance, n / (n - 1)), ...gradients];
}

for (const engine of engines) {
  describe(`batchNorm on ${engine}`, () => {
    it('normalises each channel, scales and shifts it; the variance is unbiased', async () => {
      const [y, mean, variance] = await on(engine, () =>
        read(
          tf.tidy(() => {
            const x = tf.tensor2d([[1, 10], [3, 10], [5, 10], [7, 10]]); // prettier-ignore
            const { y, mean, variance } = batchNorm(x, tf.tensor1d([Math.sqrt(5), 2]), tf.tensor1d([1, 7]), 1e-12);
            return [y, mean, variance];
          }),
        ),
      );
      close(y, [-2, 7, 0, 7, 2, 7, 4, 7]);
      close(mean, [4, 10]);
      close(variance, [20 / 3, 0]);
    });

    for (const shape of shapes) {
      it(`agrees with the equation and its derivatives for [${shape}]`, async () => {
        const expected = await on('cpu', () => read(tf.tidy(() => fromTheEquation(shape))));
        const actual = await on(engine, () => read(tf.tidy(() => everything(shape))));
        actual.forEach((values, index) => close(values, expected[index]));
      });
    }

    it('with given statistics uses these and not those of the batch', async () => {
      const [y] = await on(engine, () =>
        read([
          tf.tidy(() => {
            const one = (value: number) => tf.tensor1d([value]);
            return batchNormInference(tf.tensor2d([[1], [5]]), one(3), one(4), one(6), one(100), 0);
          }),
        ]),
      );
      close(y, [94, 106]);
    });
  });
}

describe('batchNorm', () => {
  it('refuses another rank and another number of channels', () => {
    tf.tidy(() => {
      const [one, three] = [tf.ones([1]) as tf.Tensor1D, tf.ones([3]) as tf.Tensor1D];
      assert.throws(() => batchNorm(tf.ones([2, 2, 3]) as never, three, three, 1e-3), /rank 2 or 4/);
      assert.throws(() => batchNorm(tf.ones([2, 3]) as tf.Tensor2D, three, one, 1e-3), /beta must have one value/);
    });
  });
});
