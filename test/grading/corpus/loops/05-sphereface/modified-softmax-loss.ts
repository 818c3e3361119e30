import * as tf from '@tensorflow/tfjs';

export function modifiedSoftmaxLoss(embeddings: tf.Tensor2D, labels: number[], weights: tf.Tensor2D): tf.Scalar {
  return tf.tidy(() => {
    const lengths = weights.square().sum(1).sqrt();
    // divide the logits by |W|, not the weights: the same thing
    const logits = embeddings.matMul(weights.transpose()).div(lengths) as tf.Tensor2D;
    const logs = tf.logSoftmax(logits);
    let sum = tf.scalar(0);
    for (let i = 0; i < labels.length; i++) sum = sum.sub(logs.slice([i, labels[i]], [1, 1]).asScalar());
    return sum.div(labels.length) as tf.Scalar;
  });
}
