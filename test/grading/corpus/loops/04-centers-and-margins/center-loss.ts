import * as tf from '@tensorflow/tfjs';

export function centerLoss(embeddings: tf.Tensor2D, labels: number[], centers: tf.Tensor2D): tf.Scalar {
  return tf.tidy(() => {
    let loss: tf.Tensor = tf.scalar(0);
    const x = embeddings.unstack();
    const c = centers.unstack();
    for (let i = 0; i < labels.length; i++) {
      const difference = x[i].sub(c[labels[i]]);
      loss = loss.add(difference.dot(difference));
    }
    return loss.div(2 * labels.length) as tf.Scalar;
  });
}
