import * as tf from '@tensorflow/tfjs';

/** √x whose slope at 0 is 0 instead of infinite. */
const safeSqrt = tf.customGrad((x, save) => {
  const root = tf.sqrt(x as tf.Tensor);
  (save as tf.GradSaveFunc)([root]);
  const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor => tf.divNoNan(dy, tf.mul(2, saved[0]));
  return { value: root, gradFunc };
});

export function contrastiveLoss(
  embeddings: tf.Tensor2D,
  pairs: { first: number; second: number; same: boolean }[],
  options: { margin: number },
): tf.Scalar {
  return tf.tidy(() => {
    // Row p of D is +1 at first and −1 at second, so D · x holds all the differences.
    const buffer = tf.buffer([pairs.length, embeddings.shape[0]]);
    pairs.forEach(({ first, second }, p) => {
      buffer.set(1, p, first);
      buffer.set(-1, p, second);
    });
    const squared = (buffer.toTensor() as tf.Tensor2D).matMul(embeddings).square().sum(1);
    const same = tf.tensor1d(pairs.map((pair) => Number(pair.same)));
    const off = tf.relu(tf.sub(options.margin, safeSqrt(squared)));
    const loss = tf.dot(same, squared as tf.Tensor1D).add(tf.dot(tf.sub(1, same), tf.square(off)));
    return loss.mul(0.5 / pairs.length) as tf.Scalar;
  });
}
