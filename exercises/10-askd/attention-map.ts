import * as tf from '@tensorflow/tfjs';

/**
 * Where a layer looks: Attention Transfer's map, the squared activations added up over the channels, scaled to length 1 for each picture.
 *
 * $$ Q_i = \frac{q_i}{|q_i|}, \qquad q_i(h, w) = \sum_c F_i(h, w, c)^2 $$
 *
 * Example: one picture of 1 × 2 positions and two channels, `[[[[1, 1], [0, 2]]]]`, has q = [2, 4], of length √20, so Q = [0.4472, 0.8944].
 *
 * @param features F [batch, height, width, channels]; in each picture at least one activation is not 0
 * @returns Q [batch, height, width]; the squares of each picture add up to 1
 */
export function attentionMap(features: tf.Tensor4D): tf.Tensor3D {
  throw new Error('TODO: the attention map');
}
