import * as tf from '@tensorflow/tfjs';

export function tripletLoss(
  embeddings: tf.Tensor2D,
  triplets: [number, number, number][],
  options: { margin: number },
): tf.Scalar {
  // no tidy: I dispose by hand
  const length = tf.norm(embeddings, 'euclidean', 1, true);
  const z = tf.div(embeddings, length);
  const index = tf.tensor2d(triplets, [triplets.length, 3], 'int32');
  const rows = tf.gather(z, index); // [T, 3, dim]
  const [anchor, positive, negative] = tf.split(rows, 3, 1);
  const near = tf.squaredDifference(anchor, positive);
  const far = tf.squaredDifference(anchor, negative);
  const both = tf.sub(near, far);
  const gap = tf.sum(both, [1, 2]);
  const off = tf.add(gap, options.margin);
  const hinge = tf.relu(off);
  const loss = tf.mean(hinge) as tf.Scalar;
  tf.dispose([length, z, index, rows, anchor, positive, negative, near, far, both, gap, off, hinge]);
  return loss;
}
