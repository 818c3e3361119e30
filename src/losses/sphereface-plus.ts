import * as tf from '@tensorflow/tfjs';
import { expectNumber, expectShape, Labels, labelTensor } from '../base/inputs';
import { unitVectors } from '../distances';
import { sphereFaceLoss } from './sphereface';
import { ownClass } from './target';

/** Squared distances between class vectors below this (0.001 rad apart) count as this: there the push ends. */
const CLOSEST = 1e-6;

/**
 * The energy between the classes of the batch and all others, the inter-class term of SphereFace+ (Liu et al.,
 * "Learning towards Minimum Hyperspherical Energy", NeurIPS 2018):
 *
 *     E = 1/(B (C − 1)) Σ_i Σ_{j≠y} |w_y − w_j|^−power,   w = W / |W|
 *
 * Small when the class vectors are spread evenly over the sphere; margins alone do not ask for that.
 * It does not look at embeddings. Two class vectors in the same place get the finite energy of vectors 0.001 apart, and
 * no gradient: no direction is better than another. With one class it is 0.
 *
 * @param labels [batch], whose classes are pushed away from the others
 * @param weights W [classes, dim], normalised here
 * @param options power: above 0; 2 by default, 1 also in the paper
 * @returns a scalar; gradients flow to the weights
 * @throws InputError when shapes do not fit, a label in an array or the power is out of range
 */
export function interClassEnergy(labels: Labels, weights: tf.Tensor2D, options: { power?: number } = {}): tf.Scalar {
  const { power = 2 } = options;
  expectShape('weights', weights, { classes: 'any', dim: 'any' });
  expectNumber('power', power, power > 0 && power <= 4, 'above 0 and at most 4: 1 and 2 are usual');
  return tf.tidy(() => {
    const classes = weights.shape[0];
    const y = labelTensor(labels, labels instanceof tf.Tensor ? labels.size : labels.length, classes);
    const w = unitVectors(weights);
    const cosines = tf.matMul(tf.gather(w, y), w, false, true);
    const d2 = tf.maximum(tf.sub(2, tf.mul(2, cosines)), CLOSEST); // |w_y − w_j|²
    const others = tf.sub(1, ownClass(y, classes)); // j ≠ y
    const energies = tf.mul(others, tf.pow(d2, tf.scalar(-power / 2)));
    return tf.div(tf.sum(energies), y.shape[0] * Math.max(1, classes - 1)) as tf.Scalar;
  });
}

/**
 * SphereFace+ (Liu et al., NeurIPS 2018): SphereFace pulls each class together, the energy pushes the classes apart.
 *
 *     L = sphereFaceLoss + energyWeight · E
 *
 * @param embeddings [batch, dim]
 * @param labels [batch]
 * @param weights [classes, dim]
 * @param options m and lambda as in {@link sphereFaceLoss}; energyWeight from 0; power as in {@link interClassEnergy}
 * @returns a scalar; gradients flow to embeddings and weights
 * @throws InputError when shapes do not fit, the batch is empty, a label in an array or a number is out of range
 */
export function sphereFacePlusLoss(
  embeddings: tf.Tensor2D,
  labels: Labels,
  weights: tf.Tensor2D,
  options: { m: number; lambda: number | tf.Scalar; energyWeight: number; power?: number },
): tf.Scalar {
  const { m, lambda, energyWeight, power } = options;
  expectNumber('energyWeight', energyWeight, energyWeight >= 0, 'from 0: 0 is SphereFace, 1 a good start');
  return tf.tidy(() => {
    const sphereFace = sphereFaceLoss(embeddings, labels, weights, { m, lambda });
    return tf.add(sphereFace, tf.mul(energyWeight, interClassEnergy(labels, weights, { power }))) as tf.Scalar;
  });
}
