import * as tf from '@tensorflow/tfjs';
import { expectShape, Labels, labelTensor } from '../base/inputs';
import { unitVectors } from '../distances';
import { softmaxCrossEntropy } from '../engine/kernels/softmax-cross-entropy';

/**
 * Softmax loss, the cross-entropy of a linear classifier:
 *
 *     L = −1/B Σ_i log( exp(W_y·x_i + b_y) / Σ_j exp(W_j·x_i + b_j) ),  y = label of sample i
 *
 * DeepFace (Taigman et al., CVPR 2014) and DeepID train on it and keep the features below the classifier.
 * It asks only that the right class wins, not that faces of one identity lie close together.
 *
 * @param embeddings x [batch, dim], as they are: nothing is normalised
 * @param labels [batch]
 * @param weights W [classes, dim], a row for each class
 * @param bias b [classes]
 * @returns a scalar; gradients flow to embeddings, weights and bias
 * @throws InputError when shapes do not fit, the batch is empty, or a label in an array is out of range
 */
export function softmaxLoss(
  embeddings: tf.Tensor2D,
  labels: Labels,
  weights: tf.Tensor2D,
  bias: tf.Tensor1D,
): tf.Scalar {
  expectShape('embeddings', embeddings, { batch: 'any', dim: 'any' });
  expectShape('weights', weights, { classes: 'any', dim: embeddings.shape[1] });
  expectShape('bias', bias, { classes: weights.shape[0] });
  return tf.tidy(() => {
    const y = labelTensor(labels, embeddings.shape[0], weights.shape[0]);
    const logits = tf.add(tf.matMul(embeddings, weights, false, true), bias) as tf.Tensor2D; // W_j·x_i + b_j
    return tf.mean(softmaxCrossEntropy(logits, y)) as tf.Scalar;
  });
}

/**
 * Modified softmax loss: the rows of W have length 1 and there is no bias, so only the angle to a class decides:
 *
 *     L = −1/B Σ_i log( exp(|x_i| cos theta_y) / Σ_j exp(|x_i| cos theta_j) ),  cos theta_j = x_i·W_j / (|x_i| |W_j|)
 *
 * SphereFace (Liu et al., CVPR 2017) starts here. The length of x is kept: a longer x makes a surer answer.
 *
 * @param embeddings x [batch, dim]
 * @param labels [batch]
 * @param weights W [classes, dim], normalised here; a zero row has the logit 0 and no gradient
 * @returns a scalar; gradients flow to embeddings and weights
 * @throws InputError when shapes do not fit, the batch is empty, or a label in an array is out of range
 */
export function modifiedSoftmaxLoss(embeddings: tf.Tensor2D, labels: Labels, weights: tf.Tensor2D): tf.Scalar {
  expectShape('embeddings', embeddings, { batch: 'any', dim: 'any' });
  expectShape('weights', weights, { classes: 'any', dim: embeddings.shape[1] });
  return tf.tidy(() => {
    const y = labelTensor(labels, embeddings.shape[0], weights.shape[0]);
    const logits = tf.matMul(embeddings, unitVectors(weights), false, true) as tf.Tensor2D; // |x_i| cos theta_j
    return tf.mean(softmaxCrossEntropy(logits, y)) as tf.Scalar;
  });
}
