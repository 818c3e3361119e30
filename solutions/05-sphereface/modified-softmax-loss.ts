import * as tf from '@tensorflow/tfjs';

export function modifiedSoftmaxLoss(embeddings: tf.Tensor2D, labels: number[], weights: tf.Tensor2D): tf.Scalar {
  return tf.tidy(() => {
    const directions = tf.div(weights, tf.norm(weights, 'euclidean', 1, true)) as tf.Tensor2D;
    const logits = tf.matMul(embeddings, directions, false, true);
    const own = tf.oneHot(tf.tensor1d(labels, 'int32'), weights.shape[0]);
    const target = tf.sum(tf.mul(logits, own), 1);
    return tf.mean(tf.sub(tf.logSumExp(logits, 1), target)) as tf.Scalar;
  });
}
