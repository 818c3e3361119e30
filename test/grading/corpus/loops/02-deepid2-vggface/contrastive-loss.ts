import * as tf from '@tensorflow/tfjs';

type Pair = { first: number; second: number; same: boolean };

export function contrastiveLoss(embeddings: tf.Tensor2D, pairs: Pair[], options: { margin: number }): tf.Scalar {
  return tf.tidy(() => {
    let sum = tf.scalar(0);
    for (const { first, second, same } of pairs) {
      const a = embeddings.slice([first, 0], [1, -1]);
      const b = embeddings.slice([second, 0], [1, -1]);
      const square = a.sub(b).square().sum();
      if (same) {
        sum = sum.add(square.div(2));
        continue;
      }
      const distance = square.add(1e-10).sqrt();
      sum = sum.add(tf.scalar(options.margin).sub(distance).relu().square().div(2));
    }
    return sum.div(pairs.length) as tf.Scalar;
  });
}
