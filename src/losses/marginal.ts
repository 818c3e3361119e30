import * as tf from '@tensorflow/tfjs';
import { expectNumber, expectShape, Labels, labelTensor } from '../base/inputs';
import { squaredDistances, unitVectors } from '../distances';

/**
 * Marginal loss (Deng et al., CVPR workshops 2017): all pairs of the batch against one threshold theta, with a band xi on
 * both sides of it:
 *
 *     L = 1/(B² − B) Σ_{i≠j} max(0, xi − y_ij (theta − |z_i − z_j|²)),   z = x / |x|
 *     y_ij = 1 for one identity, −1 for two
 *
 * theta is a squared distance here, no angle. A mean over the ordered pairs; 0 for a single sample.
 *
 * @param embeddings x [batch, dim], normalised here; zero vectors get no gradient
 * @param labels [batch]
 * @param options theta: 0 … 4, 1.2 in the paper; xi: from 0, 0.3 in the paper
 * @returns a scalar; gradients flow to the embeddings
 * @throws InputError when shapes do not fit, the batch is empty, or a label in an array or a number is out of range
 */
export function marginalLoss(
  embeddings: tf.Tensor2D,
  labels: Labels,
  options: { theta: number; xi: number },
): tf.Scalar {
  const { theta, xi } = options;
  expectShape('embeddings', embeddings, { batch: 'any', dim: 'any' });
  expectNumber(
    'theta',
    theta,
    theta >= 0 && theta <= 4,
    'a squared distance of unit vectors, from 0 to 4: 1.2 is usual',
  );
  expectNumber('xi', xi, xi >= 0 && xi <= 4, 'a squared distance from 0 to 4: 0.3 is usual');
  return tf.tidy(() => {
    const B = embeddings.shape[0];
    const y = labelTensor(labels, B);
    const same = tf.cast(tf.equal(tf.expandDims(y, 1), tf.expandDims(y, 0)), 'float32');
    const z = unitVectors(embeddings);
    const sign = tf.sub(tf.mul(2, same), 1); // y_ij
    const terms = tf.relu(tf.sub(xi, tf.mul(sign, tf.sub(theta, squaredDistances(z, z)))));
    const others = tf.sub(1, tf.eye(B)); // i ≠ j
    return tf.div(tf.sum(tf.mul(others, terms)), Math.max(1, B * B - B)) as tf.Scalar;
  });
}
