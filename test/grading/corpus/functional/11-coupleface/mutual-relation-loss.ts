import * as tf from '@tensorflow/tfjs';

const unit = (rows: tf.Tensor2D): tf.Tensor2D => rows.div(rows.norm('euclidean', 1, true));

export const mutualRelationLoss = (
  student: tf.Tensor2D,
  teacher: tf.Tensor2D,
  prototypes: tf.Tensor2D,
  relations: number[][],
): tf.Scalar =>
  tf.tidy(() => {
    // cosines to all prototypes, then pick out the related ones
    const p = unit(prototypes).transpose();
    const places = relations.flatMap((row, i) => row.map((j) => i * prototypes.shape[0] + j));
    const at = (rows: tf.Tensor2D): tf.Tensor => unit(rows).matMul(p).flatten().gather(places);
    return tf.losses.absoluteDifference(at(teacher), at(student)) as tf.Scalar;
  });
