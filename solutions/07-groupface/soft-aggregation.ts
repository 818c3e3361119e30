import * as tf from '@tensorflow/tfjs';

export function softAggregation(instance: tf.Tensor2D, groups: tf.Tensor3D, probabilities: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const weighted = tf.mul(groups, tf.expandDims(probabilities, 2));
    return tf.add(instance, tf.sum(weighted, 1)) as tf.Tensor2D;
  });
}
