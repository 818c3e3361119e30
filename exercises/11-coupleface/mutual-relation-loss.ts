import * as tf from '@tensorflow/tfjs';

/**
 * Mutual relation distillation: the student must be as similar to each informative identity as the teacher is.
 *
 * $$ L = \frac{1}{B k} \sum_i \sum_{j \in H_i} | \cos(s_i, p_j) - \cos(t_i, p_j) | $$
 *
 * Example: student `[[1, 0]]`, teacher `[[0, 2]]`, prototypes `[[3, 0], [3, 4]]`, relations `[[1, 0]]`: the student's cosines are 0.6 and 1, the teacher's 0.8 and
 * 0, so L = (0.2 + 1) / 2 = 0.6.
 *
 * @param student s [batch, dim]
 * @param teacher t [batch, dim]
 * @param prototypes p [prototypes, dim]
 * @param relations H, for each row of the batch the same number k of rows of `prototypes`
 * @returns a scalar tensor; gradients flow to the student
 */
export function mutualRelationLoss(
  student: tf.Tensor2D,
  teacher: tf.Tensor2D,
  prototypes: tf.Tensor2D,
  relations: number[][],
): tf.Scalar {
  throw new Error('TODO: the mutual relation loss');
}
