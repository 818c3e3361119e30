import * as tf from '@tensorflow/tfjs';
import { constant } from '../base/gradients';
import { Labels, labelTensor } from '../base/inputs';
import { softmaxCrossEntropy } from '../engine/kernels/softmax-cross-entropy';
import { cosineOfSum } from './angles';
import { cosineLogits, expectAngularMargin, expectScale } from './margin';
import { ownClass, targetOf, withTarget } from './target';

/**
 * ArcFace, the additive angular margin loss (Deng et al., CVPR 2019, eq. 3):
 *
 *     L = −1/B Σ_i log( exp(s cos(theta_y + m)) / (exp(s cos(theta_y + m)) + Σ_{j≠y} exp(s cos theta_j)) )
 *
 * The literature leaves open what happens where theta_y + m passes pi. As it stands, the equation holds there too, and
 * the target logit rises again with the angle. With `monotone` it goes on falling there: s (cos theta_y − m sin m), the
 * fix of the common implementations.
 * For C classes on a circle a margin above 2 pi / C can be met by no embedding.
 *
 * @param embeddings x [batch, dim], normalised here
 * @param labels [batch]
 * @param weights W [classes, dim], normalised here
 * @param options margin m: radians, 0 … pi, 0.5 in the paper; scale s: 64 in the paper, less for few classes
 * @returns a scalar; gradients flow to embeddings and weights. Exact for theta_y in [0.001, pi − 0.001] as far as
 *   float32 goes; at theta_y = 0 and pi and for zero vectors a finite subgradient
 * @throws InputError when shapes do not fit, the batch is empty, a label in an array, the margin or the scale is out of range
 */
export function arcFaceLoss(
  embeddings: tf.Tensor2D,
  labels: Labels,
  weights: tf.Tensor2D,
  options: { margin: number; scale: number; monotone?: boolean },
): tf.Scalar {
  const { margin, scale, monotone = false } = options;
  expectAngularMargin(margin);
  expectScale('scale', scale);
  return tf.tidy(() => {
    const cosines = cosineLogits(embeddings, weights);
    const y = labelTensor(labels, embeddings.shape[0], weights.shape[0]);
    return arcFaceOfCosines(cosines, y, { margin, scale, monotone });
  });
}

/**
 * ArcFace's loss from cosines that are there already: sub-centers, corrected labels and aggregated embeddings end in it.
 *
 * @param cosines [batch, classes]
 * @param labels [batch], int32
 */
export function arcFaceOfCosines(
  cosines: tf.Tensor2D,
  labels: tf.Tensor1D,
  { margin, scale, monotone = false }: { margin: number; scale: number; monotone?: boolean },
): tf.Scalar {
  const own = ownClass(labels, cosines.shape[1]);
  const before = targetOf(cosines, own); // cos theta_y
  const target = monotone ? fallingTarget(before, margin) : cosineOfSum(before, margin); // cos(theta_y + m)
  const logits = tf.mul(withTarget(cosines, own, before, target), scale) as tf.Tensor2D;
  return tf.mean(softmaxCrossEntropy(logits, labels)) as tf.Scalar;
}

/** cos(theta + m), and cos theta − m sin m where theta + m > pi, that is where cos theta < cos(pi − m) = −cos m. */
function fallingTarget(cosines: tf.Tensor2D, m: number): tf.Tensor2D {
  const past = constant(() => tf.cast(tf.less(cosines, -Math.cos(m)), 'float32'));
  const straight = tf.sub(cosines, m * Math.sin(m));
  return tf.add(tf.mul(past, straight), tf.mul(tf.sub(1, past), cosineOfSum(cosines, m)));
}
