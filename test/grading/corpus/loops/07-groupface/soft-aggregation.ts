import * as tf from '@tensorflow/tfjs';

export function softAggregation(instance: tf.Tensor2D, groups: tf.Tensor3D, probabilities: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    let result = instance;
    const vectors = tf.unstack(groups, 1);
    const weights = tf.split(probabilities, vectors.length, 1);
    for (let k = 0; k < vectors.length; k++) result = result.add(vectors[k].mul(weights[k]));
    return result;
  });
}
