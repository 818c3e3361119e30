import * as tf from '@tensorflow/tfjs';

export function centerLoss(embeddings: tf.Tensor2D, labels: number[], centers: tf.Tensor2D): tf.Scalar {
  return tf.tidy(() => {
    const own = tf.gather(centers, labels);
    // the mean also divides by the dimension, which I put back
    const squares = tf.losses.meanSquaredError(own, embeddings);
    return squares.mul(embeddings.shape[1] / 2) as tf.Scalar;
  });
}
