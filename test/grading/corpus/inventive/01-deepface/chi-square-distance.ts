import * as tf from '@tensorflow/tfjs';

export function chiSquareDistance(f: number[], g: number[], weights: number[]): number {
  const [x, y, w] = [f, g, weights].map((v) => tf.tensor1d(v));
  const square = tf.squaredDifference(x, y);
  const sum = tf.add(x, y);
  const terms = tf.mul(w, tf.divNoNan(square, sum));
  const total = tf.sum(terms);
  const distance = total.dataSync()[0];
  tf.dispose([x, y, w, square, sum, terms, total]);
  return distance;
}
