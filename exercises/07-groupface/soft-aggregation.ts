import * as tf from '@tensorflow/tfjs';

/**
 * GroupFace's embedding: what the face is by itself, plus what its groups say, weighted by how likely each group is.
 *
 * $$ \bar v = v + \sum_k p_k v_k $$
 *
 * Example: v = `[[1, 0]]`, two groups `[[[2, 2], [0, 4]]]` with probabilities `[[0.75, 0.25]]` give
 * [1 + 1.5 + 0, 0 + 1.5 + 1] = [2.5, 2.5].
 *
 * @param instance v [batch, dim]
 * @param groups v_k [batch, K, dim]
 * @param probabilities p [batch, K]
 * @returns [batch, dim]; gradients flow to all three
 */
export function softAggregation(instance: tf.Tensor2D, groups: tf.Tensor3D, probabilities: tf.Tensor2D): tf.Tensor2D {
  throw new Error('TODO: the soft aggregation');
}
