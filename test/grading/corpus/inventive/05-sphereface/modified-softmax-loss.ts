import * as tf from '@tensorflow/tfjs';

/** |x| cos θ, with the cosine made first. */
export function modifiedSoftmaxLoss(embeddings: tf.Tensor2D, labels: number[], weights: tf.Tensor2D): tf.Scalar {
  return tf.tidy(() => {
    const lengths = tf.norm(embeddings, 'euclidean', 1, true);
    const cosines = tf.matMul(
      tf.div(embeddings, lengths) as tf.Tensor2D,
      tf.div(weights, tf.norm(weights, 'euclidean', 1, true)) as tf.Tensor2D,
      false,
      true,
    );
    const probabilities = tf.softmax(tf.mul(lengths, cosines));
    const own = tf.sum(tf.mul(probabilities, tf.oneHot(labels, weights.shape[0])), 1);
    return tf.neg(tf.mean(tf.log(own))) as tf.Scalar;
  });
}
