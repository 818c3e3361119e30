import * as tf from '@tensorflow/tfjs';
import { constant } from '../base/gradients';
import { expectShape, Labels, labelTensor } from '../base/inputs';
import { cosines } from '../distances';
import { arcFaceOfCosines } from './arcface';
import { expectAngularMargin, expectScale } from './margin';

/**
 * Sub-center ArcFace (Deng et al., ECCV 2020): each class has K centers and a sample need only be near one of them, so
 * that wrongly labelled faces can gather around a center of their own:
 *
 *     cos theta_j = max_k cos(x_i, W_jk),   then ArcFace: s cos(theta_y + m) against s cos theta_j
 *
 * Only the nearest sub-center of each class gets a gradient; of several equally near ones the first. Memory is
 * [batch, classes · K].
 *
 * @param embeddings x [batch, dim], normalised here
 * @param labels [batch]
 * @param weights W [classes, K, dim], normalised here; K = 3 in the paper
 * @param options margin m: radians, 0 … pi; scale s
 * @returns a scalar; gradients flow to embeddings and weights
 * @throws InputError when shapes do not fit, the batch is empty, a label in an array, the margin or the scale is out of range
 */
export function subCenterArcFaceLoss(
  embeddings: tf.Tensor2D,
  labels: Labels,
  weights: tf.Tensor3D,
  options: { margin: number; scale: number },
): tf.Scalar {
  expectAngularMargin(options.margin);
  expectScale('scale', options.scale);
  return tf.tidy(() => {
    const cosines = subCenterCosines(embeddings, weights);
    const [batch, classes, K] = cosines.shape;
    const ofSubCenter = (k: number): tf.Tensor2D =>
      tf.reshape(tf.slice(cosines, [0, 0, k], [-1, -1, 1]), [batch, classes]);
    const nearest = Array.from({ length: K }, (_, k) => ofSubCenter(k)).reduce((a, b) => tf.maximum(a, b)); // max_k
    return arcFaceOfCosines(nearest, labelTensor(labels, batch, classes), options);
  });
}

/**
 * Which sub-center of each class a sample is nearest to: argmax_k cos(x_i, W_jk). A sample whose own class answers with
 * a center that few share is a candidate for cleaning.
 *
 * @param embeddings [batch, dim]
 * @param weights [classes, K, dim]
 * @returns [batch, classes], int32, without gradient
 * @throws InputError when the shapes do not fit or the batch is empty
 */
export function nearestSubCenters(embeddings: tf.Tensor2D, weights: tf.Tensor3D): tf.Tensor2D {
  return constant(() => tf.argMax(subCenterCosines(embeddings, weights), 2) as tf.Tensor2D);
}

/** [batch, classes, K] */
function subCenterCosines(embeddings: tf.Tensor2D, weights: tf.Tensor3D): tf.Tensor3D {
  expectShape('embeddings', embeddings, { batch: 'any', dim: 'any' });
  expectShape('weights', weights, { classes: 'any', K: 'any', dim: embeddings.shape[1] });
  const [classes, K, dim] = weights.shape;
  return tf.reshape(cosines(embeddings, tf.reshape(weights, [classes * K, dim])), [embeddings.shape[0], classes, K]);
}
