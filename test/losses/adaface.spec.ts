import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { adaFaceLoss, pictureQuality } from '../../src/losses/adaface';
import { arcFaceLoss } from '../../src/losses/arcface';
import { cosFaceLoss } from '../../src/losses/cosface';
import { assertClose } from '../support/golden';

const read = (compute: () => tf.Tensor): number[] => tf.tidy(() => Array.from(compute().dataSync()));

describe('AdaFace', () => {
  const weights = (): tf.Tensor2D => tf.tensor2d([[1, 0], [0, 1], [-1, 0]]); // prettier-ignore
  const options = { margin: 0.3, scale: 5, momentum: 0 };
  const samples = (length: number): tf.Tensor2D => tf.mul(length, tf.tensor2d([[0.6, 0.8], [-0.8, 0.6]])); // prettier-ignore

  it('is ArcFace for the shortest embeddings and CosFace for those of the mean length', () => {
    const labels = [0, 1];
    const at = (length: number): number[] =>
      read(() => adaFaceLoss(samples(length), labels, weights(), { mean: 10, deviation: 1 }, options).loss);
    assertClose(at(0.1), read(() => arcFaceLoss(samples(1), labels, weights(), options))[0], 1e-5, 'q = −1');
    assertClose(at(10), read(() => cosFaceLoss(samples(1), labels, weights(), options))[0], 1e-5, 'q = 0');
  });

  it('reads the quality from the lengths: a third for one deviation, and not beyond ±1', () => {
    const x = tf.tensor2d([[3, 4], [6, 0], [0, 100], [0, 0]]); // prettier-ignore
    const q = read(() => pictureQuality(x, { mean: 5, deviation: 0.999 }, 0.333));
    assertClose(q, [0, 0.333, 1, -1], 1e-5, 'q');
    x.dispose();
  });

  it('moves the mean and the deviation by the weight of the batch, from numbers or scalars', () => {
    const x = tf.tensor2d([[0, 2], [4, 0]]); // prettier-ignore
    const w = weights();
    const before = tf.memory().numTensors;
    const state = (mean: number | tf.Scalar, deviation: number | tf.Scalar): number[] => {
      const { loss, ...next } = adaFaceLoss(
        x,
        [1, 0],
        w,
        { mean, deviation },
        { margin: 0.3, scale: 5, momentum: 0.5 },
      );
      const numbers = [next.mean.dataSync()[0], next.deviation.dataSync()[0]];
      tf.dispose([loss, next]);
      return numbers;
    };
    // Norms 2 and 4: mean 3, deviation √2 when divided by batch − 1.
    assertClose(state(5, 0), [4, Math.SQRT2 / 2], 1e-6, 'numbers');
    assert.equal(tf.memory().numTensors, before, 'tensors left behind');
    const scalars = [tf.scalar(5), tf.scalar(0)];
    assertClose(state(scalars[0], scalars[1]), [4, Math.SQRT2 / 2], 1e-6, 'scalars');
    tf.dispose([x, w, scalars]);
  });

  it('takes a batch of one as a batch without deviation', () => {
    const [loss, mean, deviation] = read(() => {
      const x = tf.tensor2d([[3, 4]]);
      const result = adaFaceLoss(
        x,
        [0],
        weights(),
        { mean: 20, deviation: 100 },
        { margin: 0.3, scale: 5, momentum: 1 },
      );
      return tf.stack([result.loss, result.mean, result.deviation]);
    });
    assert.ok(Number.isFinite(loss));
    assertClose([mean, deviation], [5, 0], 1e-6, 'state');
  });

  it('gives no gradient to the length of an embedding', () => {
    const along = read(() => {
      const x = samples(3);
      const gradient = tf.grad(
        (value) => adaFaceLoss(value as tf.Tensor2D, [0, 1], weights(), { mean: 3, deviation: 1 }, options).loss,
      )(x);
      return tf.sum(tf.mul(gradient, x), 1);
    });
    assert.ok(
      along.every((part) => Math.abs(part) < 1e-5),
      `${along}`,
    );
  });
});
