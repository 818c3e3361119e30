import * as tf from '@tensorflow/tfjs';

export function tripletLoss(
  embeddings: tf.Tensor2D,
  triplets: [number, number, number][],
  options: { margin: number },
): tf.Scalar {
  const { margin } = options;
  return tf.tidy(() => {
    const lengths = tf.sqrt(tf.sum(tf.square(embeddings), 1, true));
    const z = tf.div(embeddings, lengths);
    const rows = tf.unstack(z);
    const losses: tf.Tensor[] = [];
    for (const [a, p, n] of triplets) {
      const toPositive = rows[a].sub(rows[p]).square().sum();
      const toNegative = rows[a].sub(rows[n]).square().sum();
      losses.push(tf.maximum(0, toPositive.sub(toNegative).add(margin)));
    }
    return tf.addN(losses).div(losses.length) as tf.Scalar;
  });
}
