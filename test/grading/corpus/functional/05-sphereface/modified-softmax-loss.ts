import * as tf from '@tensorflow/tfjs';

export const modifiedSoftmaxLoss = (embeddings: tf.Tensor2D, labels: number[], weights: tf.Tensor2D): tf.Scalar =>
  tf.tidy(() => {
    const w = weights.div(weights.norm(2, 1, true)) as tf.Tensor2D;
    const truth = tf.oneHot(labels, weights.shape[0]);
    return tf.losses.softmaxCrossEntropy(truth, embeddings.matMul(w.transpose())) as tf.Scalar;
  });
