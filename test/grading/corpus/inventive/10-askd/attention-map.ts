import * as tf from '@tensorflow/tfjs';

export function attentionMap(features: tf.Tensor4D): tf.Tensor3D {
  return tf.tidy(() => {
    const q = tf.einsum('bhwc,bhwc->bhw', features, features);
    const squares = tf.sum(tf.mul(q, q), [1, 2], true);
    return tf.mul(q, tf.rsqrt(squares)) as tf.Tensor3D;
  });
}
