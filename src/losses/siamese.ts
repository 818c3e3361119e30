import * as tf from '@tensorflow/tfjs';
import { absolute } from '../base/gradients';
import { expectShape, Sames, sameTensor } from '../base/inputs';

/**
 * DeepFace's siamese head (Taigman et al., CVPR 2014): the weighted absolute difference of two faces' features, and one
 * logistic unit on it that says whether they show one person:
 *
 *     a_i = b + Σ_d w_d |f_id − g_id|,   p_i = 1 / (1 + exp(−a_i)) = probability of one person
 *     L   = −1/P Σ_i ( same_i log p_i + (1 − same_i) log(1 − p_i) )
 *
 * As p grows with a, training makes the weights negative: the more two faces differ, the less likely one person. Features
 * are taken as they are; where two are equal the derivative of the absolute difference is taken as 0.
 *
 * @param first f [pairs, dim]
 * @param second g [pairs, dim]
 * @param same [pairs]
 * @param weights w [dim]
 * @param bias b, a scalar
 * @returns a scalar; gradients flow to first, second, weights and bias
 * @throws InputError when shapes do not fit or there is no pair
 */
export function siameseLoss(
  first: tf.Tensor2D,
  second: tf.Tensor2D,
  same: Sames,
  weights: tf.Tensor1D,
  bias: tf.Scalar,
): tf.Scalar {
  return tf.tidy(() => {
    const a = siameseLogits(first, second, weights, bias);
    // −log p = softplus(−a) and −log(1 − p) = softplus(a) = softplus(−a) + a: no logarithm of 0.
    const differs = tf.sub(1, sameTensor(same, a.shape[0]));
    return tf.mean(tf.add(tf.softplus(tf.neg(a)), tf.mul(differs, a))) as tf.Scalar;
  });
}

/**
 * The logits a of {@link siameseLoss}: above 0 the head says one person.
 *
 * @returns [pairs]
 * @throws InputError when shapes do not fit or there is no pair
 */
export function siameseLogits(
  first: tf.Tensor2D,
  second: tf.Tensor2D,
  weights: tf.Tensor1D,
  bias: tf.Scalar,
): tf.Tensor1D {
  expectShape('first', first, { pairs: 'any', dim: 'any' });
  expectShape('second', second, { pairs: first.shape[0], dim: first.shape[1] });
  expectShape('weights', weights, { dim: first.shape[1] });
  expectShape('bias', bias, {});
  return tf.tidy(() => tf.add(bias, tf.sum(tf.mul(weights, absolute(tf.sub(first, second))), 1)) as tf.Tensor1D);
}
