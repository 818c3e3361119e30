import * as tf from '@tensorflow/tfjs';
import { expectNumber, Labels, labelTensor } from '../base/inputs';
import { softmaxCrossEntropy } from '../engine/kernels/softmax-cross-entropy';
import { cosineOfSum } from './angles';
import { cosineLogits, expectAngularMargin, expectCosineMargin, expectScale } from './margin';
import { hardClasses, ownClass, targetOf, withTarget } from './target';

/** The settings of the losses with mis-classified vectors. */
export interface MisclassifiedOptions {
  /** m: radians for {@link mvArcFaceLoss}, a difference of cosines for {@link mvAmLoss}. */
  margin: number;
  /** s */
  scale: number;
  /** How much more a mis-classified vector weighs, from 0; 0.2 in the paper. */
  t: number;
  /** Whether the weight grows with the cosine (h = exp(s t (cos theta_j + 1)), the default) or not (h = exp(s t)). */
  adaptive?: boolean;
}

/**
 * MV-ArcFace, mis-classified vector guided softmax with ArcFace's margin (Wang et al., AAAI 2020):
 *
 *     f = cos(theta_y + m)
 *     j = y:                         s f
 *     j ≠ y, f ≥ cos theta_j:        s cos theta_j
 *     j ≠ y, else (mis-classified):  s ((1 + t) cos theta_j + t) if adaptive, s (cos theta_j + t) if fixed
 *     L = mean cross-entropy of these logits
 *
 * Unlike in CurricularFace the weight t stays as it is. It takes wrongly labelled samples for hard ones.
 *
 * @param embeddings x [batch, dim], normalised here
 * @param labels [batch]
 * @param weights W [classes, dim], normalised here
 * @param options margin m in radians, 0 … pi; scale s; t from 0; adaptive
 * @returns a scalar; gradients flow to embeddings and weights
 * @throws InputError when shapes do not fit, the batch is empty, a label in an array or a number is out of range
 */
export function mvArcFaceLoss(
  embeddings: tf.Tensor2D,
  labels: Labels,
  weights: tf.Tensor2D,
  options: MisclassifiedOptions,
): tf.Scalar {
  expectAngularMargin(options.margin);
  return misclassifiedVectorLoss(embeddings, labels, weights, options, (cosine) => cosineOfSum(cosine, options.margin));
}

/**
 * MV-AM, mis-classified vector guided softmax with CosFace's margin (Wang et al., AAAI 2020): as
 * {@link mvArcFaceLoss}, with f = cos theta_y − m.
 *
 * @param embeddings [batch, dim], normalised here
 * @param labels [batch]
 * @param weights [classes, dim], normalised here
 * @param options margin m, a difference of cosines, 0 … 2; scale s; t from 0; adaptive
 * @returns a scalar; gradients flow to embeddings and weights
 * @throws InputError when shapes do not fit, the batch is empty, a label in an array or a number is out of range
 */
export function mvAmLoss(
  embeddings: tf.Tensor2D,
  labels: Labels,
  weights: tf.Tensor2D,
  options: MisclassifiedOptions,
): tf.Scalar {
  expectCosineMargin(options.margin);
  return misclassifiedVectorLoss(embeddings, labels, weights, options, (cosine) => tf.sub(cosine, options.margin));
}

function misclassifiedVectorLoss(
  embeddings: tf.Tensor2D,
  labels: Labels,
  weights: tf.Tensor2D,
  { scale, t, adaptive = true }: MisclassifiedOptions,
  withMargin: (cosine: tf.Tensor2D) => tf.Tensor2D,
): tf.Scalar {
  expectScale('scale', scale);
  expectNumber('t', t, t >= 0, 'from 0: the paper uses 0.2');
  return tf.tidy(() => {
    const cosines = cosineLogits(embeddings, weights);
    const y = labelTensor(labels, embeddings.shape[0], weights.shape[0]);
    const own = ownClass(y, weights.shape[0]);
    const before = targetOf(cosines, own); // cos theta_y
    const f = withMargin(before);
    const hard = hardClasses(cosines, own, f);
    const more = adaptive ? tf.mul(t, tf.add(cosines, 1)) : t; // log h / s
    const negatives = tf.add(cosines, tf.mul(hard, more)) as tf.Tensor2D;
    const logits = tf.mul(withTarget(negatives, own, before, f), scale) as tf.Tensor2D;
    return tf.mean(softmaxCrossEntropy(logits, y)) as tf.Scalar;
  });
}
