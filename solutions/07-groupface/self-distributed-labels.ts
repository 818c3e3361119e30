import * as tf from '@tensorflow/tfjs';

export function selfDistributedLabels(probabilities: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => {
    const groups = probabilities.shape[1];
    const expectation = tf.mean(probabilities, 0);
    const balanced = tf.add(tf.div(tf.sub(probabilities, expectation), groups), 1 / groups);
    return tf.argMax(balanced, 1) as tf.Tensor1D;
  });
}
