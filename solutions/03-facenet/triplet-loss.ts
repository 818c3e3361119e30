import * as tf from '@tensorflow/tfjs';

export function tripletLoss(
  embeddings: tf.Tensor2D,
  triplets: [number, number, number][],
  options: { margin: number },
): tf.Scalar {
  return tf.tidy(() => {
    const z = tf.div(embeddings, tf.norm(embeddings, 'euclidean', 1, true));
    const rows = (position: number): tf.Tensor =>
      tf.gather(
        z,
        tf.tensor1d(
          triplets.map((triplet) => triplet[position]),
          'int32',
        ),
      );
    const [anchors, positives, negatives] = [rows(0), rows(1), rows(2)];
    const toPositive = tf.sum(tf.square(tf.sub(anchors, positives)), 1);
    const toNegative = tf.sum(tf.square(tf.sub(anchors, negatives)), 1);
    return tf.mean(tf.relu(tf.add(tf.sub(toPositive, toNegative), options.margin))) as tf.Scalar;
  });
}
