import * as tf from '@tensorflow/tfjs';

export function selfDistributedLabels(probabilities: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => {
    const [batch, k] = probabilities.shape;
    const expectation = tf.div(tf.sum(probabilities, 0, true), batch);
    const balanced = probabilities
      .sub(expectation)
      .div(k)
      .add(1 / k);
    const { indices } = tf.topk(balanced, 1);
    return tf.cast(indices, 'int32').as1D();
  });
}
