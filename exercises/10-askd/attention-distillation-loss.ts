import * as tf from '@tensorflow/tfjs';

/**
 * A-SKD: the student, who sees small pictures, learns to attend to what the teacher attends to, in its channel maps and its spatial maps.
 *
 * $$ L = \frac{1}{B} \sum_i D(S^c_i, T^c_i) + D(S^s_i, T^s_i), \qquad D(a, b) = 1 - \frac{a \cdot b}{|a| |b|} $$
 *
 * Maps are flattened before they are compared.
 *
 * Example: one picture, channel maps `[[1, 0]]` and `[[0, 2]]` (a right angle: 1), equal spatial maps (0): L = 1.
 *
 * @param studentChannel [batch, channels]
 * @param studentSpatial [batch, height, width]
 * @param teacherChannel [batch, channels]
 * @param teacherSpatial [batch, height, width]
 * @returns a scalar tensor, the mean over the batch; gradients flow to the student's maps
 */
export function attentionDistillationLoss(
  studentChannel: tf.Tensor2D,
  studentSpatial: tf.Tensor3D,
  teacherChannel: tf.Tensor2D,
  teacherSpatial: tf.Tensor3D,
): tf.Scalar {
  throw new Error('TODO: the attention distillation loss');
}
