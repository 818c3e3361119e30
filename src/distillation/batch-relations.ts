import * as tf from '@tensorflow/tfjs';
import { constant } from '../base/gradients';
import { expectShape } from '../base/inputs';
import { unitVectors } from '../distances';

/**
 * Probabilistic knowledge transfer, PKT (Passalis & Tefas, ECCV 2018): relations between all samples of a batch, none of them mined.
 * Seen from sample i the others are neighbours with probabilities, and the student's should be the teacher's.
 *
 *     K(x_i, x_j) = (1 + cos(x_i, x_j)) / 2,   p(j | i) = K(x_i, x_j) / Σ_{j' ≠ i} K(x_i, x_j')
 *     L = mean_i Σ_{j ≠ i} p_t(j | i) log(p_t(j | i) / p_s(j | i))
 *
 * The paper adds up over i, here it is the mean. Probabilities are about 1 / batch and alike, so L is small: it needs a large
 * weight beside other losses. 1e-7 is added to each K, so that opposite vectors have a logarithm. A single sample has no relation: L = 0.
 *
 * @param student s [batch, dim], normalised here; a zero vector gets no gradient
 * @param teacher t [batch, its own dim], normalised here; constant
 * @returns a scalar, at least 0 but for rounding; gradients flow to the student
 * @throws InputError when the batches differ or there is no sample
 */
export function probabilisticTransferLoss(student: tf.Tensor2D, teacher: tf.Tensor2D): tf.Scalar {
  expectShape('student', student, { batch: 'any', dim: 'any' });
  const [batch] = student.shape;
  expectShape('teacher', teacher, { batch, dim: 'any' });
  return tf.tidy(() => {
    const others = constant(() => tf.sub(1, tf.eye(batch)));
    const probabilities = (x: tf.Tensor2D): tf.Tensor => {
      const z = unitVectors(x);
      const kernel = tf.mul(tf.add(tf.div(tf.add(1, tf.matMul(z, z, false, true)), 2), 1e-7), others); // K, 0 for j = i
      return tf.div(kernel, tf.add(tf.sum(kernel, 1, true), batch === 1 ? 1 : 0));
    };
    const pT = constant(() => probabilities(teacher)); // p_t(j | i)
    // Where j = i both are 0, and 1 is added to both: their logarithms are 0.
    const own = constant(() => tf.eye(batch));
    const ratio = tf.sub(tf.log(tf.add(pT, own)), tf.log(tf.add(probabilities(student), own)));
    return tf.mean(tf.sum(tf.mul(pT, ratio), 1)) as tf.Scalar;
  });
}
