import * as tf from '@tensorflow/tfjs';

export function attentionMap(features: tf.Tensor4D): tf.Tensor3D {
  return tf.tidy(() => {
    const maps: tf.Tensor2D[] = [];
    for (const picture of tf.unstack(features)) {
      const q = picture.mul(picture).sum(-1);
      maps.push(q.div(tf.norm(q, 'fro', [0, 1])) as tf.Tensor2D);
    }
    return tf.stack(maps) as tf.Tensor3D;
  });
}
