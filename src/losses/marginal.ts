import * as tf from '@tensorflow/tfjs';
import { expectNumber, expectShape, Labels, labelTensor } from '../base/inputs';
import { squaredDistances, unitVectors } from '../distances';

/** The threshold of {@link marginalLoss} and the band around it. */
export interface MarginalOptions {
  /** A squared distance of unit vectors, 0 … 4 (no angle); 1.2 in the paper. */
  theta: number;
  /** A squared distance from 0; 0.3 in the paper. */
  xi: number;
}

/**
 * Marginal loss (Deng et al., CVPR workshops 2017): all pairs of the batch against one threshold theta, with a band xi on
 * both sides of it:
 *
 *     L = 1/(B² − B) Σ_{i≠j} max(0, xi − y_ij (theta − |z_i − z_j|²)),   z = x / |x|
 *     y_ij = 1 for one identity, −1 for two
 *
 * A mean over the ordered pairs; 0 for a single sample.
 *
 * @param embeddings x [batch, dim], normalised here; zero vectors get no gradient
 * @param labels [batch]
 * @param options theta and xi
 * @returns a scalar; gradients flow to the embeddings
 * @throws InputError when shapes do not fit, the batch is empty, or a label in an array or a number is out of range
 */
export function marginalLoss(embeddings: tf.Tensor2D, labels: Labels, options: MarginalOptions): tf.Scalar {
  return tf.tidy(() => {
    const terms = marginalTerms(embeddings, labels, options);
    const B = embeddings.shape[0];
    return tf.div(tf.sum(terms), Math.max(1, B * B - B)) as tf.Scalar;
  });
}

/**
 * The term of each ordered pair in {@link marginalLoss}, 0 on the diagonal. The part above 0 is still at work.
 *
 * @returns [batch, batch]
 * @throws InputError as {@link marginalLoss}
 */
export function marginalTerms(embeddings: tf.Tensor2D, labels: Labels, { theta, xi }: MarginalOptions): tf.Tensor2D {
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
    return tf.mul(tf.sub(1, tf.eye(B)), terms) as tf.Tensor2D; // i ≠ j
  });
}
