import * as tf from '@tensorflow/tfjs';

const unit = (maps: tf.Tensor): tf.Tensor2D => {
  const flat = maps.reshape<tf.Tensor2D>([maps.shape[0], -1]);
  return flat.div(flat.norm('euclidean', 1, true));
};

// |a − b|² / 2 = 1 − a·b for unit vectors
export const attentionDistillationLoss = (
  studentChannel: tf.Tensor2D,
  studentSpatial: tf.Tensor3D,
  teacherChannel: tf.Tensor2D,
  teacherSpatial: tf.Tensor3D,
): tf.Scalar =>
  tf.tidy(() => {
    const terms = [[studentChannel, teacherChannel], [studentSpatial, teacherSpatial]] // prettier-ignore
      .map(([s, t]) => tf.squaredDifference(unit(s), unit(t)).sum(1));
    return tf.addN(terms).mean().mul(0.5) as tf.Scalar;
  });
