import * as tf from '@tensorflow/tfjs';

function unit(maps: tf.Tensor): tf.Tensor {
  const axes = maps.shape.map((_, axis) => axis).slice(1);
  return tf.div(maps, tf.sqrt(tf.sum(tf.square(maps), axes, true)));
}

export function attentionDistillationLoss(
  studentChannel: tf.Tensor2D,
  studentSpatial: tf.Tensor3D,
  teacherChannel: tf.Tensor2D,
  teacherSpatial: tf.Tensor3D,
): tf.Scalar {
  return tf.tidy(() => {
    const batch = studentChannel.shape[0];
    const flat = (maps: tf.Tensor): tf.Tensor2D => tf.reshape(unit(maps), [batch, -1]);
    const channel = tf.losses.cosineDistance(flat(teacherChannel), flat(studentChannel), 1);
    const spatial = tf.losses.cosineDistance(flat(teacherSpatial), flat(studentSpatial), 1);
    return channel.add(spatial) as tf.Scalar;
  });
}
