import * as tf from '@tensorflow/tfjs';
import { constant } from '../base/gradients';
import { expectNumber, expectShape, Labels, labelTensor } from '../base/inputs';
import { lengths, unitVectors } from '../distances';
import { softmaxCrossEntropy } from '../engine/kernels/softmax-cross-entropy';
import { ownClass, targetOf, withTarget } from './target';

/**
 * SphereFace's target: cos(m·theta), bent so that it falls all the way from theta = 0 to pi:
 *
 *     psi(theta) = (−1)^k cos(m·theta) − 2k   for theta in [k pi/m, (k+1) pi/m],  k = 0 … m − 1
 *
 * cos(m·theta) is the Chebyshev polynomial T_m(cos theta), T_{n+1} = 2 cos theta · T_n − T_{n−1}: no arccos, and a finite
 * derivative also at theta = 0 and pi. Continuous with a continuous derivative at the seams.
 * (SphereFace, Liu et al., CVPR 2017.)
 *
 * @param cosines cos theta, any shape
 * @param m an integer from 1
 * @returns psi, of the same shape, from 1 down to 1 − 2m
 * @throws InputError when m is no integer from 1
 */
export function psi<T extends tf.Tensor>(cosines: T, m: number): T {
  expectMultiplier(m);
  return tf.tidy(() => {
    const k = piece(cosines, m);
    const sign = tf.sub(1, tf.mul(2, tf.mod(k, 2))); // (−1)^k
    return tf.sub(tf.mul(sign, chebyshev(cosines, m)), tf.mul(2, k)) as T;
  });
}

/**
 * SphereFace, also A-softmax (Liu et al., CVPR 2017):
 *
 *     L = −1/B Σ_i log( exp(f_y) / (exp(f_y) + Σ_{j≠y} exp(|x_i| cos theta_j)) )
 *     f_y = (lambda |x_i| cos theta_y + |x_i| psi(theta_y)) / (1 + lambda)
 *
 * lambda anneals: training starts with a large one, which is almost the modified softmax loss, and lowers it (the
 * published recipe goes from 1000 down to 5). The rows of W are normalised, x is not.
 *
 * @param embeddings x [batch, dim]; a zero vector has logits 0 and, of the target, the gradient of the lambda part alone
 * @param labels [batch]
 * @param weights W [classes, dim], normalised here
 * @param options m: an integer from 1, 4 in the paper; lambda: from 0, a scalar tensor where it anneals in a compiled step
 * @returns a scalar; gradients flow to embeddings and weights
 * @throws InputError when shapes do not fit, the batch is empty, a label in an array, m or lambda is out of range
 */
export function sphereFaceLoss(
  embeddings: tf.Tensor2D,
  labels: Labels,
  weights: tf.Tensor2D,
  options: { m: number; lambda: number | tf.Scalar },
): tf.Scalar {
  const { m, lambda } = options;
  expectShape('embeddings', embeddings, { batch: 'any', dim: 'any' });
  expectShape('weights', weights, { classes: 'any', dim: embeddings.shape[1] });
  expectMultiplier(m);
  if (typeof lambda === 'number') {
    const wanted = 'from 0: 0 is the pure margin, a large lambda almost the modified softmax loss';
    expectNumber('lambda', lambda, lambda >= 0, wanted);
  }
  return tf.tidy(() => {
    const y = labelTensor(labels, embeddings.shape[0], weights.shape[0]);
    const w = unitVectors(weights);
    const own = ownClass(y, weights.shape[0]);
    // The direction of x gives the angles; |x| then scales them.
    const cosines = tf.matMul(unitVectors(embeddings), w, false, true) as tf.Tensor2D; // cos theta_j
    const before = targetOf(cosines, own); // cos theta_y
    const target = tf.div(tf.add(tf.mul(before, lambda), psi(before, m)), tf.add(1, lambda)) as tf.Tensor2D;
    const logits = tf.mul(withTarget(cosines, own, before, target), lengths(embeddings)) as tf.Tensor2D;
    return tf.mean(softmaxCrossEntropy(logits, y)) as tf.Scalar;
  });
}

/** k such that theta lies in [k pi/m, (k+1) pi/m]: how many of the seams pi/m, 2 pi/m … theta has passed. No gradient. */
function piece(cosines: tf.Tensor, m: number): tf.Tensor {
  return constant(() => {
    let k = tf.zerosLike(cosines);
    for (let seam = 1; seam < m; seam++) {
      k = tf.add(k, tf.cast(tf.less(cosines, Math.cos((seam * Math.PI) / m)), 'float32'));
    }
    return k;
  });
}

/** T_m(c) = cos(m arccos c). */
function chebyshev(c: tf.Tensor, m: number): tf.Tensor {
  let before: tf.Tensor = tf.onesLike(c); // T_0
  let now = c; // T_1
  for (let n = 1; n < m; n++) [before, now] = [now, tf.sub(tf.mul(tf.mul(2, c), now), before)];
  return now;
}

function expectMultiplier(m: number): void {
  expectNumber('m', m, Number.isInteger(m) && m >= 1, 'an integer from 1: the paper uses 4');
}
