import * as tf from '@tensorflow/tfjs';
import { Labels } from '../base/inputs';
import { combinedMarginLoss, expectCosineMargin } from './margin';

/**
 * CosFace, the large margin cosine loss (Wang et al., CVPR 2018):
 *
 *     L = −1/B Σ_i log( exp(s (cos theta_y − m)) / (exp(s (cos theta_y − m)) + Σ_{j≠y} exp(s cos theta_j)) )
 *
 * For C classes on a circle a margin above 1 − cos(2 pi / C) can be met by no embedding.
 *
 * @param embeddings x [batch, dim], normalised here
 * @param labels [batch]
 * @param weights W [classes, dim], normalised here
 * @param options margin m: a difference of cosines, 0 … 2, 0.35 in the paper; scale s: 64 in the paper, 30 for small sets
 * @returns a scalar; gradients flow to embeddings and weights
 * @throws InputError when shapes do not fit, the batch is empty, a label in an array, the margin or the scale is out of range
 */
export function cosFaceLoss(
  embeddings: tf.Tensor2D,
  labels: Labels,
  weights: tf.Tensor2D,
  options: { margin: number; scale: number },
): tf.Scalar {
  expectCosineMargin(options.margin);
  return combinedMarginLoss(embeddings, labels, weights, { m1: 1, m2: 0, m3: options.margin, scale: options.scale });
}
