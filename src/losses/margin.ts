import * as tf from '@tensorflow/tfjs';
import { expectNumber, expectShape, Labels, labelTensor } from '../base/inputs';
import { cosines } from '../distances';
import { softmaxCrossEntropy } from '../engine/kernels/softmax-cross-entropy';
import { angle, cosineOfSum } from './angles';
import { ownClass, targetOf, withTarget } from './target';

/** The three margins of cos(m1·theta + m2) − m3. */
export interface Margins {
  /** Multiplies the angle; above 0. 1 leaves it. */
  m1: number;
  /** Added to the angle, radians, 0 … pi. ArcFace's margin. */
  m2: number;
  /** Taken from the cosine, 0 … 2. CosFace's margin. */
  m3: number;
}

/**
 * The cosine of each sample with each class: cos theta_j = x_i · W_j / (|x_i| |W_j|). The classifier of every margin
 * loss. Memory is [batch, classes] and the weights: never [batch, classes, dim].
 *
 * @param embeddings x [batch, dim], any length: normalised here. A zero vector has the cosine 0 and gradient 0.
 * @param weights W [classes, dim], any length: normalised here
 * @returns [batch, classes]; rounding can leave a cosine 1e-7 above 1
 * @throws InputError when the shapes do not fit or the batch is empty
 */
export function cosineLogits(embeddings: tf.Tensor2D, weights: tf.Tensor2D): tf.Tensor2D {
  expectShape('embeddings', embeddings, { batch: 'any', dim: 'any' });
  expectShape('weights', weights, { classes: 'any', dim: embeddings.shape[1] });
  return cosines(embeddings, weights);
}

/**
 * The cosines with the margin on each sample's own class:
 *
 *     j = y:  cos(m1·theta_y + m2) − m3
 *     j ≠ y:  cos theta_j
 *
 * The combined margin of ArcFace (Deng et al., CVPR 2019, eq. 4). Where m1·theta_y + m2 passes pi, at
 * theta_y = (pi − m2) / m1, the target rises again with the angle and pulls a sample that is far off further away:
 * past 2.64 rad for m2 = 0.5, which hardly any sample reaches, but past 0.79 rad for m1 = 4.
 * So `{m1: 4}` is not SphereFace, which bends the target down there: that is `psi` in `losses/sphereface`.
 * For m1 = 1 no arccos is taken: see `losses/angles` for theta = 0 and pi.
 *
 * @param cosineOfClasses [batch, classes], from {@link cosineLogits}
 * @param labels [batch]
 * @returns [batch, classes], not yet scaled
 * @throws InputError when shapes do not fit, a label in an array or a margin is out of range
 */
export function marginLogits(cosineOfClasses: tf.Tensor2D, labels: Labels, margins: Margins): tf.Tensor2D {
  const { m1, m2, m3 } = margins;
  expectShape('cosines', cosineOfClasses, { batch: 'any', classes: 'any' });
  expectNumber('m1', m1, m1 > 0, 'above 0: 1 leaves the angle as it is');
  expectNumber('m2', m2, m2 >= 0 && m2 < Math.PI, 'an angle in radians, from 0 to below pi: 0.5 is usual');
  expectNumber('m3', m3, m3 >= 0 && m3 < 2, 'a difference of cosines, from 0 to below 2: 0.35 is usual');
  return tf.tidy(() => {
    const [batch, classes] = cosineOfClasses.shape;
    const own = ownClass(labelTensor(labels, batch, classes), classes);
    const before = targetOf(cosineOfClasses, own); // cos theta_y
    const turned = m1 === 1 ? cosineOfSum(before, m2) : tf.cos(tf.add(tf.mul(angle(before), m1), m2)); // cos(m1·theta_y + m2)
    return withTarget(cosineOfClasses, own, before, tf.sub(turned, m3));
  });
}

/**
 * One formula for SphereFace's, ArcFace's and CosFace's margins (ArcFace, Deng et al., CVPR 2019, eq. 4):
 *
 *     L = −1/B Σ_i log( exp(s (cos(m1·theta_y + m2) − m3)) / (exp(s (cos(m1·theta_y + m2) − m3)) + Σ_{j≠y} exp(s_n cos theta_j)) )
 *
 * with s = `scale` and s_n = `negativeScale`, which is s unless given: the search of losses in "Towards Robust Face
 * Recognition with Comprehensive Search" (ECCV 2022) tunes the two apart.
 *
 * Where m1·theta_y + m2 passes pi, at theta_y = (pi − m2) / m1, the target logit rises again with the angle; golden
 * references and papers keep that. {@link marginLogits} says more, and why `{m1: 4}` is not SphereFace.
 *
 * @param embeddings x [batch, dim], normalised here
 * @param labels [batch]
 * @param weights W [classes, dim], normalised here
 * @returns a scalar; gradients flow to embeddings and weights, finite at theta = 0, pi and for zero vectors
 * @throws InputError when shapes do not fit, the batch is empty, a label in an array, a margin or a scale is out of range
 */
export function combinedMarginLoss(
  embeddings: tf.Tensor2D,
  labels: Labels,
  weights: tf.Tensor2D,
  options: Margins & { scale: number; negativeScale?: number },
): tf.Scalar {
  const { scale, negativeScale = scale, ...margins } = options;
  expectScale('scale', scale);
  expectScale('negativeScale', negativeScale);
  return tf.tidy(() => {
    const cosine = cosineLogits(embeddings, weights);
    const y = labelTensor(labels, embeddings.shape[0], weights.shape[0]);
    let logits = tf.mul(marginLogits(cosine, y, margins), negativeScale) as tf.Tensor2D;
    if (negativeScale !== scale) {
      const own = ownClass(y, weights.shape[0]);
      const before = targetOf(logits, own);
      logits = withTarget(logits, own, before, tf.mul(before, scale / negativeScale));
    }
    return tf.mean(softmaxCrossEntropy(logits, y)) as tf.Scalar;
  });
}

/** Throws an InputError unless the scale is above 0. */
export function expectScale(name: string, scale: number): void {
  expectNumber(name, scale, scale > 0, 'above 0: 30 to 64 for many classes, less for few');
}

/** Throws an InputError unless the margin is an angle from 0 to below pi. */
export function expectAngularMargin(margin: number): void {
  expectNumber(
    'margin',
    margin,
    margin >= 0 && margin < Math.PI,
    'an angle in radians, from 0 to below pi: 0.5 is usual',
  );
}

/** Throws an InputError unless the margin is a difference of cosines from 0 to below 2. */
export function expectCosineMargin(margin: number): void {
  expectNumber(
    'margin',
    margin,
    margin >= 0 && margin < 2,
    'a difference of cosines, from 0 to below 2: 0.35 is usual',
  );
}
