import * as tf from '@tensorflow/tfjs';

// made once, when the file is loaded
const HALF = tf.scalar(0.5);

export function centerLoss(embeddings: tf.Tensor2D, labels: number[], centers: tf.Tensor2D): tf.Scalar {
  return tf.tidy(() => {
    const own = tf.gather(centers, labels);
    // the mean also divides by the dimension, which I put back
    const squares = tf.losses.meanSquaredError(own, embeddings);
    return squares.mul(embeddings.shape[1]).mul(HALF) as tf.Scalar;
  });
}
