import * as tf from '@tensorflow/tfjs';

export function arcFaceLogits(
  embeddings: tf.Tensor2D,
  labels: number[],
  weights: tf.Tensor2D,
  options: { margin: number; scale: number },
): tf.Tensor2D {
  const { margin, scale } = options;
  return tf.tidy(() => {
    const cosine = tf.matMul(normalised(embeddings), normalised(weights), false, true);
    const sine = tf.sqrt(tf.maximum(tf.sub(1, tf.square(cosine)), 1e-7));
    const withMargin = tf.sub(tf.mul(cosine, Math.cos(margin)), tf.mul(sine, Math.sin(margin)));
    const own = tf.oneHot(tf.tensor1d(labels, 'int32'), weights.shape[0]);
    const chosen = tf.add(tf.mul(own, withMargin), tf.mul(tf.sub(1, own), cosine));
    return tf.mul(scale, chosen) as tf.Tensor2D;
  });
}

function normalised(rows: tf.Tensor2D): tf.Tensor2D {
  return tf.div(rows, tf.norm(rows, 'euclidean', 1, true)) as tf.Tensor2D;
}
