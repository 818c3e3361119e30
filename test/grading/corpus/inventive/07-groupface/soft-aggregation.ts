import * as tf from '@tensorflow/tfjs';

/** The face itself is one more group, whose probability is always 1. */
export function softAggregation(instance: tf.Tensor2D, groups: tf.Tensor3D, probabilities: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const [batch, dim] = instance.shape;
    const all = tf.concat([tf.reshape(instance, [batch, 1, dim]), groups], 1);
    const weights = tf.concat([tf.ones([batch, 1]), probabilities], 1);
    const spread = tf.tile(tf.reshape(weights, [batch, -1, 1]), [1, 1, dim]);
    return tf.sum(tf.mul(all, spread), 1) as tf.Tensor2D;
  });
}
