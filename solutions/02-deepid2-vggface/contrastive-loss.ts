import * as tf from '@tensorflow/tfjs';

export function contrastiveLoss(
  embeddings: tf.Tensor2D,
  pairs: { first: number; second: number; same: boolean }[],
  options: { margin: number },
): tf.Scalar {
  return tf.tidy(() => {
    const first = tf.gather(
      embeddings,
      tf.tensor1d(
        pairs.map((pair) => pair.first),
        'int32',
      ),
    );
    const second = tf.gather(
      embeddings,
      tf.tensor1d(
        pairs.map((pair) => pair.second),
        'int32',
      ),
    );
    const same = tf.tensor1d(pairs.map((pair) => (pair.same ? 1 : 0)));
    const squared = tf.sum(tf.square(tf.sub(first, second)), 1);
    // The square root has an infinite slope at 0, so it is kept a little away from it.
    const distance = tf.sqrt(tf.maximum(squared, 1e-12));
    const pull = squared;
    const push = tf.square(tf.relu(tf.sub(options.margin, distance)));
    const terms = tf.add(tf.mul(same, pull), tf.mul(tf.sub(1, same), push));
    return tf.mul(0.5, tf.mean(terms)) as tf.Scalar;
  });
}
