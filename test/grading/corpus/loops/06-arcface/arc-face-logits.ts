import * as tf from '@tensorflow/tfjs';

export function arcFaceLogits(
  embeddings: tf.Tensor2D,
  labels: number[],
  weights: tf.Tensor2D,
  options: { margin: number; scale: number },
): tf.Tensor2D {
  return tf.tidy(() => {
    const x = embeddings.div(embeddings.square().sum(1, true).sqrt());
    const w = weights.div(weights.square().sum(1, true).sqrt());
    const cos = x.matMul(w, false, true);
    const [rows, columns] = cos.shape;
    // 1 where the own class is
    const mask = tf.buffer([rows, columns]);
    for (let i = 0; i < rows; i++) mask.set(1, i, labels[i]);
    const own = mask.toTensor();
    const sin = tf.sqrt(tf.relu(tf.sub(1, cos.square())).add(1e-9));
    const shifted = cos.mul(Math.cos(options.margin)).sub(sin.mul(Math.sin(options.margin)));
    // cos + mask * (cos(theta + m) - cos)
    return cos.add(own.mul(shifted.sub(cos))).mul(options.scale) as tf.Tensor2D;
  });
}
