import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { uniFaceLoss } from '../../src/losses/uniface';
import { assertClose } from '../support/golden';

describe('UniFace', () => {
  const loss = (bias: number, options: { margin: number; scale: number; negativeWeight?: number }): number =>
    tf.tidy(() => {
      const [x, w] = [tf.tensor2d([[3, 4]]), tf.tensor2d([[1, 0], [0, 2], [-1, 0]])]; // prettier-ignore
      return uniFaceLoss(x, [0], w, tf.scalar(bias), options).dataSync()[0];
    });
  const softplus = (value: number): number => Math.log(1 + Math.exp(value));

  it('asks one question per class against one threshold', () => {
    // The cosines are 0.6 (own class), 0.8 and −0.6.
    const expected = softplus(-(10 * (0.6 - 0.2) - 1)) + softplus(10 * 0.8 - 1) + softplus(10 * -0.6 - 1);
    assertClose([loss(1, { margin: 0.2, scale: 10 })], expected, 1e-6, 'loss');
  });

  it('weighs the other classes', () => {
    const expected = softplus(-(10 * 0.6 - 1)) + 0.5 * (softplus(7) + softplus(-7));
    assertClose([loss(1, { margin: 0, scale: 10, negativeWeight: 0.5 })], expected, 1e-6, 'loss');
  });

  it('does not overflow', () => {
    const value = loss(0, { margin: 0.4, scale: 1000 });
    assertClose([value], 800, 1e-5, 'the wrong class at cosine 0.8');
    assert.ok(Number.isFinite(loss(-1e4, { margin: 0.4, scale: 64 })));
  });
});
