import * as tf from '@tensorflow/tfjs';

/**
 * The center loss: every embedding is pulled to the center of its class.
 *
 * $$ L = \frac{1}{2B} \sum_i |x_i - c_{y_i}|^2 $$
 *
 * Example: embeddings `[[1, 2], [3, 0]]` of classes 0 and 1 with centers `[[0, 0], [3, 4]]` give (5 + 16) / 4 = 5.25.
 *
 * @param embeddings x [batch, dim]
 * @param labels y, the class of each row
 * @param centers c [classes, dim]
 * @returns a scalar tensor; gradients flow to the embeddings and to the centers
 */
export function centerLoss(embeddings: tf.Tensor2D, labels: number[], centers: tf.Tensor2D): tf.Scalar {
  throw new Error('TODO: the center loss');
}
