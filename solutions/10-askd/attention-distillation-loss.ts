import * as tf from '@tensorflow/tfjs';

export function attentionDistillationLoss(
  studentChannel: tf.Tensor2D,
  studentSpatial: tf.Tensor3D,
  teacherChannel: tf.Tensor2D,
  teacherSpatial: tf.Tensor3D,
): tf.Scalar {
  return tf.tidy(() => {
    const channel = cosineDistance(studentChannel, teacherChannel);
    const spatial = cosineDistance(flat(studentSpatial), flat(teacherSpatial));
    return tf.mean(tf.add(channel, spatial)) as tf.Scalar;
  });
}

function flat(maps: tf.Tensor3D): tf.Tensor2D {
  const [batch, height, width] = maps.shape;
  return tf.reshape(maps, [batch, height * width]);
}

/** One distance a row. */
function cosineDistance(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor1D {
  const product = tf.sum(tf.mul(a, b), 1);
  const lengths = tf.mul(tf.norm(a, 'euclidean', 1), tf.norm(b, 'euclidean', 1));
  return tf.sub(1, tf.div(product, lengths)) as tf.Tensor1D;
}
