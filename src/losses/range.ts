import * as tf from '@tensorflow/tfjs';
import { constant, largest } from '../base/gradients';
import { expectNumber, expectShape, Labels, labelTensor } from '../base/inputs';
import { squaredDistances } from '../distances';

/** Squared distances below this count as this in the harmonic mean: two equal samples do not divide by zero. */
const CLOSEST = 1e-12;

/**
 * Range loss (Zhang et al., ICCV 2017), for classes of very different sizes: pull together the farthest samples of a class,
 * push apart the two closest classes.
 *
 *     L       = alpha L_intra + beta L_inter
 *     L_intra = Σ_classes k_c / Σ_{j ≤ k_c} 1/D_j,   D_j the k largest squared distances within the class
 *     L_inter = max(0, m − D),                       D the smallest squared distance between two class means of the batch
 *
 * k_c = min(k, pairs of the class in the batch); a class with a single sample adds nothing. As in the paper L_intra is a sum
 * over the classes, not a mean. With one class in the batch L_inter is 0. Memory is [batch, batch · k].
 *
 * @param embeddings x [batch, dim], as they are
 * @param labels [batch]
 * @param options k: how many distances, 2 in the paper; margin m: a squared distance, above 0; alpha and beta from 0
 * @returns a scalar; gradients flow to the embeddings; in a tie the first pair has the gradient
 * @throws InputError when shapes do not fit, the batch is empty, or a label in an array or a number is out of range
 */
export function rangeLoss(
  embeddings: tf.Tensor2D,
  labels: Labels,
  options: { k: number; margin: number; alpha: number; beta: number },
): tf.Scalar {
  const { k, margin, alpha, beta } = options;
  expectNumber('alpha', alpha, alpha >= 0, 'a weight from 0');
  expectNumber('beta', beta, beta >= 0, 'a weight from 0');
  return tf.tidy(() => {
    const { intra, inter } = rangeTerms(embeddings, labels, { k, margin });
    return tf.add(tf.mul(alpha, intra), tf.mul(beta, inter)) as tf.Scalar;
  });
}

/**
 * The two parts of {@link rangeLoss}, unweighted.
 *
 * @returns `intra` and `inter`, scalars; dispose both
 * @throws InputError as {@link rangeLoss}
 */
export function rangeTerms(
  embeddings: tf.Tensor2D,
  labels: Labels,
  { k, margin }: { k: number; margin: number },
): { intra: tf.Scalar; inter: tf.Scalar } {
  expectShape('embeddings', embeddings, { batch: 'any', dim: 'any' });
  expectNumber('k', k, Number.isInteger(k) && k >= 1, 'an integer from 1: the paper uses 2');
  expectNumber('margin', margin, margin > 0, 'a squared distance above 0');
  return tf.tidy(() => {
    const y = labelTensor(labels, embeddings.shape[0]);
    const same = tf.cast(tf.equal(tf.expandDims(y, 1), tf.expandDims(y, 0)), 'float32') as tf.Tensor2D;
    return { intra: intraClass(embeddings, same, k), inter: interClass(embeddings, same, margin) };
  });
}

function intraClass(embeddings: tf.Tensor2D, same: tf.Tensor2D, k: number): tf.Scalar {
  const batch = embeddings.shape[0];
  if (batch === 1) return tf.mul(0, tf.sum(embeddings)) as tf.Scalar;
  const d2 = squaredDistances(embeddings, embeddings);
  const pairs = constant(() => farthestPairs(d2, same, k)); // [batch, k]
  const present = tf.cast(tf.greaterEqual(pairs, 0), 'float32');
  const D = tf.maximum(tf.gather(tf.reshape(d2, [batch * batch]), tf.relu(pairs)), CLOSEST); // D_j
  const inverse = tf.sum(tf.mul(present, tf.reciprocal(D)), 1); // Σ_{j ≤ k_c} 1/D_j
  const kc = tf.sum(present, 1);
  const empty = tf.sub(1, tf.minimum(kc, 1)); // a row without pairs adds 0/1
  return tf.sum(tf.div(kc, tf.add(inverse, empty))) as tf.Scalar;
}

/**
 * Where the k farthest pairs of each class stand in the flattened distances, −1 where there is none, [batch, k] int32. A
 * class is represented by its first sample; the rows of its other samples are empty.
 *
 * Every pair p < q is counted in row p. The k farthest pairs of a class are among the k farthest of each of its rows, so
 * the first choice is made row by row, and the second among what was chosen in the rows of the class.
 */
function farthestPairs(d2: tf.Tensor2D, same: tf.Tensor2D, k: number): tf.Tensor2D {
  const batch = d2.shape[0];
  const perRow = Math.min(k, batch);
  const rows = tf.range(0, batch, 1, 'int32');
  const isLater = tf.less(tf.expandDims(rows, 1), tf.expandDims(rows, 0)); // p < q
  const isSame = tf.cast(same, 'bool');
  const ofRow = tf.topk(chosen(tf.logicalAnd(isSame, isLater), d2), perRow);

  const candidates = tf.tile(tf.reshape(ofRow.values, [1, batch * perRow]), [batch, 1]);
  const ofClass = tf.reshape(tf.tile(tf.expandDims(same, 2), [1, 1, perRow]), [batch, batch * perRow]);
  // The first sample of a class comes after no other sample of it.
  const isFirst = tf.expandDims(tf.logicalNot(tf.any(tf.logicalAnd(isSame, isLater), 0)), 1);
  const allowed = tf.logicalAnd(tf.logicalAnd(tf.cast(ofClass, 'bool'), isFirst), tf.greaterEqual(candidates, 0));
  const best = tf.topk(chosen(allowed, candidates), Math.min(k, batch * perRow));

  const p = tf.cast(tf.floor(tf.div(tf.cast(best.indices, 'float32'), perRow)), 'int32');
  const q = tf.gather(tf.reshape(ofRow.indices, [batch * perRow]), best.indices);
  const flat = tf.add(tf.mul(p, tf.scalar(batch, 'int32')), q);
  return tf.where(tf.greaterEqual(best.values, 0), flat, tf.neg(tf.onesLike(flat))) as tf.Tensor2D;
}

/** The values that are allowed; the others become −1, which is no squared distance. */
function chosen(allowed: tf.Tensor, values: tf.Tensor): tf.Tensor2D {
  return tf.where(allowed, values, tf.neg(tf.onesLike(values))) as tf.Tensor2D;
}

function interClass(embeddings: tf.Tensor2D, same: tf.Tensor2D, margin: number): tf.Scalar {
  // Each sample stands for the mean of its class; equal means are of one class and do not count.
  const means = tf.div(tf.matMul(same, embeddings), tf.sum(same, 1, true)) as tf.Tensor2D;
  const d2 = squaredDistances(means, means);
  const different = tf.sub(1, same);
  // max(0, m − D): the smallest D has the largest m − D, and pairs of one class count 0.
  const gaps = tf.mul(different, tf.relu(tf.sub(margin, d2)));
  return tf.squeeze(largest(tf.reshape(gaps, [1, gaps.size]))) as tf.Scalar;
}
