import * as tf from '@tensorflow/tfjs';

export function attentionMap(features: tf.Tensor4D): tf.Tensor3D {
  return tf.tidy(() => {
    const energy = tf.sum(tf.square(features), 3);
    const length = tf.sqrt(tf.sum(tf.square(energy), [1, 2], true));
    return tf.div(energy, length) as tf.Tensor3D;
  });
}
