import * as tf from '@tensorflow/tfjs';

/**
 * The triplet loss of FaceNet: the positive must be closer to the anchor than the negative is, by a margin.
 *
 * $$ L = \frac{1}{T} \sum_{(a, p, n)} \max(0, |z_a - z_p|^2 - |z_a - z_n|^2 + margin), \qquad z = x / |x| $$
 *
 * Example: embeddings `[[2, 0], [4, 3], [3, 4]]`, the triplet `[0, 1, 2]` and the margin 0.5 give |z_0 − z_1|² = 0.4 and
 * |z_0 − z_2|² = 0.8. The positive is closer, but by less than the margin: the triplet is active, L = 0.4 − 0.8 + 0.5 = 0.1.
 * With the margin 0.2 it would count 0.
 *
 * @param embeddings [batch, dim], not normalised yet
 * @param triplets [anchor, positive, negative], each the number of a row
 * @param options.margin by how much the negative must be farther (squared Euclidean distance)
 * @returns a scalar tensor, the mean over the triplets
 */
export function tripletLoss(
  embeddings: tf.Tensor2D,
  triplets: [number, number, number][],
  options: { margin: number },
): tf.Scalar {
  throw new Error('TODO: the triplet loss');
}
