import * as tf from '@tensorflow/tfjs';
import { expectNumber, expectShape, indexTensor, sameTensor } from '../base/inputs';
import { lengths } from '../distances';
import { Pair } from '../mining/pairs';

/** Pairs as tensors of equal length, for steps that are compiled: rows (int32), and 1 for one identity, 0 for two. */
export interface PairTensors {
  first: tf.Tensor1D;
  second: tf.Tensor1D;
  same: tf.Tensor1D;
}

/**
 * Contrastive loss, DeepID2's verification signal (Sun et al., NIPS 2014):
 *
 *     one identity:    d² / 2
 *     two identities:  max(0, m − d)² / 2,   d = |x_first − x_second|
 *     L = mean over the pairs
 *
 * Embeddings are taken as they are; pass unit vectors for a margin up to 2 that does not depend on their length. Two
 * identities at exactly the same point (d = 0) have no direction to part in: gradient 0. No pairs: L = 0.
 *
 * @param embeddings x [batch, dim]
 * @param pairs `{ first, second, same }`, rows of the batch; or tensors, see {@link PairTensors}
 * @param options margin m: a distance, above 0
 * @returns a scalar; gradients flow to the embeddings
 * @throws InputError when shapes do not fit, the batch is empty, a row in a list is not there, or the margin is not above 0
 */
export function contrastiveLoss(
  embeddings: tf.Tensor2D,
  pairs: readonly Pair[] | PairTensors,
  { margin }: { margin: number },
): tf.Scalar {
  expectNumber('margin', margin, margin > 0, 'a distance above 0: 1 is usual for unit vectors');
  expectShape('embeddings', embeddings, { batch: 'any', dim: 'any' });
  return tf.tidy(() => {
    const { first, second, same } = pairTensors(pairs, embeddings.shape[0]);
    if (first.size === 0) return tf.mul(0, tf.sum(embeddings)) as tf.Scalar;
    const apart = tf.sub(tf.gather(embeddings, first), tf.gather(embeddings, second)) as tf.Tensor2D; // x_first − x_second
    const pull = tf.sum(tf.square(apart), 1); // d²
    const push = tf.square(tf.relu(tf.sub(margin, tf.squeeze(lengths(apart), [1])))); // max(0, m − d)²
    const terms = tf.add(tf.mul(same, pull), tf.mul(tf.sub(1, same), push));
    return tf.div(tf.mean(terms), 2) as tf.Scalar;
  });
}

function pairTensors(pairs: readonly Pair[] | PairTensors, batch: number): PairTensors {
  if (!isList(pairs)) return { ...pairs, same: sameTensor(pairs.same, pairs.first.shape[0]) };
  return {
    first: indexTensor(
      'A pair',
      pairs.map((pair) => pair.first),
      batch,
    ),
    second: indexTensor(
      'A pair',
      pairs.map((pair) => pair.second),
      batch,
    ),
    same: tf.tensor1d(Float32Array.from(pairs, (pair) => Number(pair.same))),
  };
}

function isList(pairs: readonly Pair[] | PairTensors): pairs is readonly Pair[] {
  return Array.isArray(pairs);
}
