import * as tf from '@tensorflow/tfjs';

export const attentionMap = (features: tf.Tensor4D): tf.Tensor3D =>
  tf.tidy(() => {
    const [batch, height, width] = features.shape;
    const q = features
      .pow(2)
      .sum(3)
      .reshape([batch, height * width]);
    return q.div(q.norm('euclidean', 1, true)).reshape([batch, height, width]);
  });
