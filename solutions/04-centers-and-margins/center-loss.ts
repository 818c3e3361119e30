import * as tf from '@tensorflow/tfjs';

export function centerLoss(embeddings: tf.Tensor2D, labels: number[], centers: tf.Tensor2D): tf.Scalar {
  return tf.tidy(() => {
    const own = tf.gather(centers, tf.tensor1d(labels, 'int32'));
    const squared = tf.sum(tf.square(tf.sub(embeddings, own)), 1);
    return tf.mul(0.5, tf.mean(squared)) as tf.Scalar;
  });
}
