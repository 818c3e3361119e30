import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { InputError } from '../../../src/base/errors';
import { softmaxCrossEntropy } from '../../../src/engine/kernels/softmax-cross-entropy';
import { close } from './close';
import { engines, on, read } from './engines';

const labels = () => tf.tensor1d([2, 0], 'int32');

for (const engine of engines) {
  describe(`softmaxCrossEntropy on ${engine}`, () => {
    it('is log of the sum of exponentials minus the logit of the label', async () => {
      const logits = () => tf.tensor2d([[Math.log(1), Math.log(2), Math.log(5)], [0, 0, 0]]); // prettier-ignore
      const [losses] = await on(engine, () => read([tf.tidy(() => softmaxCrossEntropy(logits(), labels()))]));
      close(losses, [Math.log(8 / 5), Math.log(3)]);
    });

    it('has the gradient softmax minus one-hot, weighted by what follows', async () => {
      const [gradient] = await on(engine, () =>
        read([
          tf.tidy(() => {
            const logits = tf.tensor2d([[Math.log(1), Math.log(2), Math.log(5)], [0, 0, 0]]); // prettier-ignore
            const weighted = (x: tf.Tensor) =>
              tf.sum(tf.mul(softmaxCrossEntropy(x as tf.Tensor2D, labels()), [8, 30])) as tf.Scalar;
            return tf.grad(weighted)(logits);
          }),
        ]),
      );
      close(gradient, [1, 2, -3, -20, 10, 10]);
    });

    it('stays finite for logits far beyond what exp can hold', async () => {
      const [losses, gradient] = await on(engine, () =>
        read(
          tf.tidy(() => {
            const logits = tf.tensor2d([[1000, 0, -1000], [-1000, 1000, 0]]); // prettier-ignore
            const mean = (x: tf.Tensor) => tf.mean(softmaxCrossEntropy(x as tf.Tensor2D, labels())) as tf.Scalar;
            return [softmaxCrossEntropy(logits, labels()), tf.grad(mean)(logits)];
          }),
        ),
      );
      close(losses, [2000, 2000]);
      close(gradient, [0.5, 0, -0.5, -0.5, 0.5, 0]);
    });
  });
}

describe('softmaxCrossEntropy', () => {
  it('tells what is wrong with the labels', () => {
    tf.tidy(() => {
      const logits = tf.zeros([2, 3]) as tf.Tensor2D;
      assert.throws(() => softmaxCrossEntropy(logits, tf.tensor1d([0, 1])), InputError);
      assert.throws(
        () => softmaxCrossEntropy(logits, tf.tensor1d([0], 'int32')),
        /labels must be int32 of shape \[2\].*not int32 of shape \[1\]/,
      );
    });
  });
});
