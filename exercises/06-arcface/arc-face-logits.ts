import * as tf from '@tensorflow/tfjs';

/**
 * ArcFace's logits: the angle to the own class gets a margin, all cosines get a scale.
 *
 * $$ z_{ij} = \begin{cases} s \cos(\theta_{ij} + m) & j = y_i \\ s \cos\theta_{ij} & j \ne y_i \end{cases}, \qquad \cos\theta_{ij} = \frac{x_i \cdot W_j}{|x_i| |W_j|} $$
 *
 * The derivative of arccos is infinite at ±1, where an embedding points exactly along or against its weight. Use
 * cos(θ + m) = cos θ cos m − sin θ sin m with sin θ = √(1 − cos² θ), and keep 1 − cos² θ a little above 0.
 *
 * Example: the embedding `[[2, 0]]` of class 1 with weights `[[1, 0], [0, 4]]`, margin π/6 and scale 10: the cosines are 1 and 0, the logits
 * 10 and 10 · cos(90° + 30°) = −5.
 *
 * @param embeddings x [batch, dim], normalised here
 * @param labels y, the class of each row
 * @param weights W [classes, dim], normalised here
 * @param options margin m in radians, scale s
 * @returns logits [batch, classes]; gradients flow to embeddings and weights and are finite at every angle
 */
export function arcFaceLogits(
  embeddings: tf.Tensor2D,
  labels: number[],
  weights: tf.Tensor2D,
  options: { margin: number; scale: number },
): tf.Tensor2D {
  throw new Error('TODO: the logits of ArcFace');
}
