import * as tf from '@tensorflow/tfjs';
import { expectNumber, expectShape, Labels, labelTensor } from '../base/inputs';
import { cosineLogits, expectCosineMargin, expectScale } from './margin';
import { ownClass } from './target';

/**
 * UniFace, the unified cross-entropy loss (Zhou et al., ICCV 2023): each pair of a sample and a class is a question of its
 * own, is it this class?, and one threshold answers all of them.
 *
 *     L = 1/B Σ_i ( log(1 + exp(−(s (cos theta_y − m) − b))) + l Σ_{j≠y} log(1 + exp(s cos theta_j − b)) )
 *
 * Softmax asks only that the own class beat the others of the same sample; here every cosine with the own class is pushed
 * above b / s + m and every other one below b / s, for all samples alike. That is how faces are compared afterwards, with
 * one threshold. b is learnt; start it at log(10 C) for C classes, as the authors do, so that at first nearly all answers
 * are no. For each yes there are C − 1 noes: l weighs them.
 *
 * The authors compute the sum over a random part of the other classes where there are very many; this takes all of them.
 * No logit overflows, so that the clip of their code is not needed.
 *
 * @param embeddings x [batch, dim], normalised here
 * @param labels [batch]
 * @param weights W [classes, dim], normalised here
 * @param bias b, a scalar
 * @param options margin m: a difference of cosines, 0 … 2, 0.4 in the authors' code; scale s: 64 there; negativeWeight l
 *   from 0, 1 by default
 * @returns a scalar; gradients flow to embeddings, weights and bias
 * @throws InputError when shapes do not fit, the batch is empty, a label in an array or a number is out of range
 */
export function uniFaceLoss(
  embeddings: tf.Tensor2D,
  labels: Labels,
  weights: tf.Tensor2D,
  bias: tf.Scalar,
  options: { margin: number; scale: number; negativeWeight?: number },
): tf.Scalar {
  const { margin, scale, negativeWeight = 1 } = options;
  expectCosineMargin(margin);
  expectScale('scale', scale);
  expectNumber('negativeWeight', negativeWeight, negativeWeight >= 0, 'a weight from 0: 1 is usual');
  expectShape('bias', bias, {});
  return tf.tidy(() => {
    const logits = tf.sub(tf.mul(cosineLogits(embeddings, weights), scale), bias); // s cos theta_j − b
    const own = ownClass(labelTensor(labels, embeddings.shape[0], weights.shape[0]), weights.shape[0]);
    const yes = tf.softplus(tf.sub(scale * margin, logits)); // log(1 + exp(−(s (cos theta_y − m) − b)))
    const no = tf.mul(negativeWeight, tf.softplus(logits));
    const terms = tf.add(tf.mul(own, yes), tf.mul(tf.sub(1, own), no));
    return tf.mean(tf.sum(terms, 1)) as tf.Scalar;
  });
}
