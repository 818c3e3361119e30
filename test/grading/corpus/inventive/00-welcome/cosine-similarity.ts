import * as tf from '@tensorflow/tfjs';

// With tensors, for practice. divNoNan gives 0 for 0 / 0.
export function cosineSimilarity(a: number[], b: number[]): number {
  return tf.tidy(() => {
    const [x, y] = [tf.tensor1d(a), tf.tensor1d(b)];
    return tf.divNoNan(x.dot(y), x.norm().mul(y.norm())).dataSync()[0];
  });
}
