import * as tf from '@tensorflow/tfjs';
import { constant } from '../base/gradients';
import { expectNumber, expectShape, Labels, labelTensor } from '../base/inputs';
import { softmaxCrossEntropy } from '../engine/kernels/softmax-cross-entropy';
import { cosineOfSum } from './angles';
import { cosineLogits, expectAngularMargin, expectScale } from './margin';
import { hardClasses, ownClass, targetOf, withTarget } from './target';

/**
 * CurricularFace (Huang et al., CVPR 2020): hard classes weigh little at first and more as training gets on.
 *
 *     t'   = alpha mean_i(cos theta_y) + (1 − alpha) t,   alpha = momentum
 *     j = y:                                  s cos(theta_y + m)
 *     j ≠ y, cos(theta_y + m) ≥ cos theta_j:  s cos theta_j
 *     j ≠ y, else (hard):                     s cos theta_j (t' + cos theta_j)
 *     L    = mean cross-entropy of these logits
 *
 * As in the authors' code t is updated first and the new t' enters the loss, without gradient. Start with t = 0 and
 * pass the t that comes back to the next step.
 *
 * @param embeddings x [batch, dim], normalised here
 * @param labels [batch]
 * @param weights W [classes, dim], normalised here
 * @param options margin m: radians, 0 … pi; scale s; t: −1 … 1, a number or a scalar (in a compiled step a scalar);
 *   momentum: weight of the new mean cosine, 0.01 by default
 * @returns `loss`, a scalar whose gradients flow to embeddings and weights, and `t`, the new t', a scalar; dispose both
 * @throws InputError when shapes do not fit, the batch is empty, a label in an array or a number is out of range
 */
export function curricularFaceLoss(
  embeddings: tf.Tensor2D,
  labels: Labels,
  weights: tf.Tensor2D,
  options: { margin: number; scale: number; t: number | tf.Scalar; momentum?: number },
): { loss: tf.Scalar; t: tf.Scalar } {
  const { margin, scale, t, momentum = 0.01 } = options;
  expectAngularMargin(margin);
  expectScale('scale', scale);
  if (t instanceof tf.Tensor) expectShape('t', t, {});
  else expectNumber('t', t, t >= -1 && t <= 1, 'a mean cosine, from −1 to 1: start with 0');
  expectNumber('momentum', momentum, momentum >= 0 && momentum <= 1, 'a weight from 0 to 1: 0.01 is usual');
  return tf.tidy(() => {
    const cosines = cosineLogits(embeddings, weights);
    const y = labelTensor(labels, embeddings.shape[0], weights.shape[0]);
    const own = ownClass(y, weights.shape[0]);
    const before = targetOf(cosines, own); // cos theta_y
    const target = cosineOfSum(before, margin); // cos(theta_y + m)
    const updated = constant(() => tf.add(tf.mul(momentum, tf.mean(before)), tf.mul(1 - momentum, t)) as tf.Scalar); // t'
    const hard = hardClasses(cosines, own, target);
    // Where hard: cos theta_j → cos theta_j (t' + cos theta_j).
    const change = tf.mul(cosines, tf.sub(tf.add(cosines, updated), 1));
    const negatives = tf.add(cosines, tf.mul(hard, change)) as tf.Tensor2D;
    const logits = tf.mul(withTarget(negatives, own, before, target), scale) as tf.Tensor2D;
    return { loss: tf.mean(softmaxCrossEntropy(logits, y)) as tf.Scalar, t: updated };
  });
}
