import * as tf from '@tensorflow/tfjs';

// |a − b|² = 2 − 2 a·b for unit vectors, so only dot products are needed.
export const tripletLoss = (
  embeddings: tf.Tensor2D,
  triplets: [number, number, number][],
  { margin }: { margin: number },
): tf.Scalar =>
  tf.tidy(() => {
    const z = embeddings.div(embeddings.norm('euclidean', 1, true)) as tf.Tensor2D;
    const batch = z.shape[0];
    const cosines = z.matMul(z, false, true).flatten();
    const at = (places: number[]): tf.Tensor => cosines.gather(places);
    const positive = at(triplets.map(([a, p]) => a * batch + p));
    const negative = at(triplets.map(([a, , n]) => a * batch + n));
    return negative.sub(positive).mul(2).add(margin).relu().mean() as tf.Scalar;
  });
