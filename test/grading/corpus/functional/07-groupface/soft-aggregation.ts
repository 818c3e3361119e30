import * as tf from '@tensorflow/tfjs';

export const softAggregation = (instance: tf.Tensor2D, groups: tf.Tensor3D, probabilities: tf.Tensor2D): tf.Tensor2D =>
  // [batch, 1, K] · [batch, K, dim]
  tf.tidy(() => tf.matMul(probabilities.expandDims<tf.Tensor3D>(1), groups).squeeze<tf.Tensor2D>([1]).add(instance));
