import * as tf from '@tensorflow/tfjs';

/** The teacher's part has no gradient, so it is computed apart; then batched matrix products. */
export function mutualRelationLoss(
  student: tf.Tensor2D,
  teacher: tf.Tensor2D,
  prototypes: tf.Tensor2D,
  relations: number[][],
): tf.Scalar {
  return tf.tidy(() => {
    const k = relations[0].length;
    const [batch, dim] = student.shape;
    const unit = (x: tf.Tensor): tf.Tensor => tf.mul(x, tf.rsqrt(tf.sum(tf.square(x), -1, true)));
    const related = tf.reshape(tf.gather(unit(prototypes), relations.flat()), [batch, k, dim]);
    const relate = (x: tf.Tensor): tf.Tensor2D =>
      tf.reshape(tf.matMul(related, tf.reshape(unit(x), [batch, dim, 1])), [batch, k]);
    const target = relate(teacher);
    return tf.sum(tf.abs(tf.sub(relate(student), target))).div(batch * k) as tf.Scalar;
  });
}
