import * as tf from '@tensorflow/tfjs';

/**
 * How concentrated embeddings are: the mean cosine between different rows,
 *
 *     (|sum_i z_i|² − B) / (B² − B),   z = x / |x|
 *
 * 0 for directions spread evenly, 1 when all point the same way, which is what collapse looks like. O(batch · dim), no
 * pair is formed. A scalar; for a single row 0.
 */
export function meanCosine(embeddings: tf.Tensor2D): tf.Scalar {
  return tf.tidy(() => {
    const batch = embeddings.shape[0];
    if (batch < 2) return tf.scalar(0);
    const lengths = tf.sqrt(tf.sum(tf.square(embeddings), 1, true));
    const sum = tf.sum(tf.div(embeddings, tf.maximum(lengths, 1e-12)), 0);
    return tf.div(tf.sub(tf.sum(tf.square(sum)), batch), batch * batch - batch) as tf.Scalar;
  });
}

/**
 * What a margin head has reached on a batch: `accuracy`, the share of rows whose nearest class weight is their own, and
 * `activeMargin`, the share that still misses its margin: cos(theta_y + margin) < max over j ≠ y of cos theta_j.
 * Embeddings [batch, dim], labels [batch] int32, weights [classes, dim], margin in radians. No gradient.
 */
export function marginMetrics(
  embeddings: tf.Tensor2D,
  labels: tf.Tensor1D,
  weights: tf.Tensor2D,
  margin: number,
): { accuracy: tf.Scalar; activeMargin: tf.Scalar } {
  return tf.tidy(() => {
    const unit = (x: tf.Tensor2D): tf.Tensor2D => tf.div(x, tf.maximum(tf.sqrt(tf.sum(tf.square(x), 1, true)), 1e-12));
    const cosines = tf.matMul(unit(embeddings), unit(weights), false, true);
    const own = tf.oneHot(labels, weights.shape[0]).toFloat();
    const ownCosine = tf.sum(tf.mul(cosines, own), 1);
    const nearestOther = tf.max(tf.sub(cosines, tf.mul(own, 3)), 1);
    const angle = tf.acos(tf.clipByValue(ownCosine, -1, 1));
    const withMargin = tf.cos(tf.minimum(tf.add(angle, margin), Math.PI));
    return {
      accuracy: tf.mean(tf.greater(ownCosine, nearestOther).toFloat()),
      activeMargin: tf.mean(tf.less(withMargin, nearestOther).toFloat()),
    };
  });
}
