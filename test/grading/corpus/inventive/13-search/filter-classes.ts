import * as tf from '@tensorflow/tfjs';

/** One-hot matrices: means = Yᵀ Z, and each row's own mean is Y · means. */
export function filterClasses(embeddings: number[][], labels: number[], threshold: number): number[] {
  const cosines = tf.tidy(() => {
    const x = tf.tensor2d(embeddings);
    const z = x.div(x.norm('euclidean', 1, true)) as tf.Tensor2D;
    const y = tf.oneHot(tf.tensor1d(labels, 'int32'), Math.max(...labels) + 1).toFloat() as tf.Tensor2D;
    const own = y.matMul(y.matMul(z, true, false));
    return z.mul(own).sum(1).div(own.norm('euclidean', 1)).arraySync() as number[];
  });
  return labels.map((label, i) => (cosines[i] >= threshold ? label : -1));
}
