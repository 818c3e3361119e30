import * as tf from '@tensorflow/tfjs';

export const centerLoss = (embeddings: tf.Tensor2D, labels: number[], centers: tf.Tensor2D): tf.Scalar =>
  tf.tidy(() => {
    // one-hot · centers picks the center of each row
    const own = tf.oneHot(labels, centers.shape[0]).toFloat().matMul(centers);
    return tf.squaredDifference(embeddings, own).sum().div(2 * labels.length) as tf.Scalar; // prettier-ignore
  });
