import * as tf from '@tensorflow/tfjs';
import { expectNumber, expectShape, Labels, labelTensor } from '../base/inputs';

/**
 * Center loss (Wen et al., ECCV 2016): how far samples are from the center of their class.
 *
 *     L = 1/2 mean_i |x_i − c_y|²
 *
 * The paper sums over the batch; the mean keeps its weight beside the softmax loss the same for every batch size. Train it
 * beside softmax loss: alone it is smallest when everything lies in one point. The paper moves the
 * centers by {@link updatedCenters} alone, not by the gradient that also flows to them here.
 *
 * @param embeddings x [batch, dim], as they are
 * @param labels [batch]
 * @param centers c [classes, dim]
 * @returns a scalar; gradients flow to embeddings and centers
 * @throws InputError when shapes do not fit, the batch is empty, or a label in an array is out of range
 */
export function centerLoss(embeddings: tf.Tensor2D, labels: Labels, centers: tf.Tensor2D): tf.Scalar {
  expectShapes(embeddings, centers);
  return tf.tidy(() => {
    const y = labelTensor(labels, embeddings.shape[0], centers.shape[0]);
    const difference = tf.sub(embeddings, tf.gather(centers, y)); // x_i − c_y
    return tf.div(tf.mean(tf.sum(tf.square(difference), 1)), 2) as tf.Scalar;
  });
}

/**
 * The centers after a batch, by the paper's rule: each moves towards the mean of its samples, the further the more there are.
 *
 *     c_j' = c_j − alpha Σ_{y_i = j} (c_j − x_i) / (1 + n_j),   n_j = number of samples of class j in the batch
 *
 * Centers of classes that are not in the batch stay. No gradient is meant to flow here.
 *
 * @param embeddings x [batch, dim]
 * @param labels [batch]
 * @param centers c [classes, dim]
 * @param alpha from 0 to 1, 0.5 in the paper
 * @returns c' [classes, dim], a new tensor
 * @throws InputError when shapes do not fit, the batch is empty, or a label in an array or alpha is out of range
 */
export function updatedCenters(
  embeddings: tf.Tensor2D,
  labels: Labels,
  centers: tf.Tensor2D,
  alpha: number,
): tf.Tensor2D {
  expectShapes(embeddings, centers);
  expectNumber('alpha', alpha, alpha >= 0 && alpha <= 1, 'a step from 0 to 1: 0.5 is usual');
  return tf.tidy(() => {
    const [classes] = centers.shape;
    const y = labelTensor(labels, embeddings.shape[0], classes);
    const sum = tf.unsortedSegmentSum(embeddings, y, classes); // Σ_{y_i = j} x_i
    const n = tf.unsortedSegmentSum(tf.ones([embeddings.shape[0], 1]), y, classes); // n_j
    const step = tf.div(tf.sub(tf.mul(n, centers), sum), tf.add(1, n));
    return tf.sub(centers, tf.mul(alpha, step));
  });
}

function expectShapes(embeddings: tf.Tensor2D, centers: tf.Tensor2D): void {
  expectShape('embeddings', embeddings, { batch: 'any', dim: 'any' });
  expectShape('centers', centers, { classes: 'any', dim: embeddings.shape[1] });
}
