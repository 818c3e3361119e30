import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { prelu } from '../../../src/engine/kernels/prelu';
import { close } from './close';
import { engines, on, read } from './engines';

for (const engine of engines) {
  describe(`prelu on ${engine}`, () => {
    it('multiplies what is not positive by the slope of its channel, whatever the sign of the slope', async () => {
      const [y] = await on(engine, () => {
        const x = tf.tensor2d([[1, -2, -3], [-4, 5, 0]]); // prettier-ignore
        return read([tf.tidy(() => prelu(x, tf.tensor1d([0.25, 3, -1]))), x]);
      });
      close(y, [1, -6, 3, -1, 5, 0]);
    });

    it('has the gradients dy · slope and the sum of dy · min(x, 0)', async () => {
      const [dx, dAlpha] = await on(engine, () =>
        read(
          tf.tidy(() => {
            const x = tf.tensor2d([[1, -2, -3], [-4, 5, 0]]); // prettier-ignore
            const weights = tf.tensor2d([[1, 2, 3], [4, 5, 6]]); // prettier-ignore
            const weighted = (x: tf.Tensor, alpha: tf.Tensor) =>
              tf.sum(tf.mul(weights, prelu(x, alpha as tf.Tensor1D)));
            return tf.grads(weighted)([x, tf.tensor1d([0.25, 3, -1])]);
          }),
        ),
      );
      close(dx, [1, 6, -3, 1, 5, -6]);
      close(dAlpha, [-16, -4, -9]);
    });

    it('gives a picture the gradient of the channel, summed over batch, height and width', async () => {
      const [dAlpha] = await on(engine, () =>
        read([
          tf.tidy(() => {
            const x = tf.tensor4d([-1, -2, 3, -4, -5, 6, -7, -8], [2, 2, 1, 2]);
            const total = (alpha: tf.Tensor) => tf.sum(prelu(x, alpha as tf.Tensor1D)) as tf.Scalar;
            return tf.grad(total)(tf.tensor1d([0.5, 0.5]));
          }),
        ]),
      );
      close(dAlpha, [-1 - 5 - 7, -2 - 4 - 8]);
    });
  });
}

describe('prelu', () => {
  it('refuses slopes that do not match the channels', () => {
    tf.tidy(() => {
      assert.throws(() => prelu(tf.zeros([2, 3]), tf.tensor1d([1])), /one slope for each of the 3 channels/);
    });
  });
});
