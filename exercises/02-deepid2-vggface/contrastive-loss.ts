import * as tf from '@tensorflow/tfjs';

/**
 * DeepID2's contrastive loss over the pairs of a batch.
 *
 * $$ L = \frac{1}{P} \sum_{pairs} \begin{cases} \tfrac12 |x_i - x_j|^2 & \text{same person} \\ \tfrac12 \max(0, margin - |x_i - x_j|)^2 & \text{different people} \end{cases} $$
 *
 * Example: embeddings `[[0, 0], [3, 4], [0, 1]]`, the pairs (0, 1, same) and (0, 2, different) and the margin 2 give
 * (½ · 25 + ½ · 1) / 2 = 6.5.
 *
 * @param embeddings x [batch, dim], used as they are
 * @param pairs `first` and `second` are numbers of rows, `same` says whether they show one person
 * @param options.margin from where on different people are far enough (Euclidean distance)
 * @returns a scalar tensor, the mean over the pairs; its gradient is finite also where both pictures of a pair have the same embedding
 */
export function contrastiveLoss(
  embeddings: tf.Tensor2D,
  pairs: { first: number; second: number; same: boolean }[],
  options: { margin: number },
): tf.Scalar {
  throw new Error('TODO: the contrastive loss');
}
