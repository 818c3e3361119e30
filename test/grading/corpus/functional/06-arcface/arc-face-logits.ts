import * as tf from '@tensorflow/tfjs';

const unit = (rows: tf.Tensor2D): tf.Tensor2D => rows.div(rows.norm('euclidean', 1, true));

export const arcFaceLogits = (
  embeddings: tf.Tensor2D,
  labels: number[],
  weights: tf.Tensor2D,
  { margin, scale }: { margin: number; scale: number },
): tf.Tensor2D =>
  tf.tidy(() => {
    // arccos itself, but kept off ±1
    const cosine = unit(embeddings)
      .matMul(unit(weights).transpose())
      .clipByValue(-1 + 1e-6, 1 - 1e-6);
    const own = tf.oneHot(labels, weights.shape[0]).toBool();
    return tf.where(own, cosine.acos().add(margin).cos(), cosine).mul(scale) as tf.Tensor2D;
  });
