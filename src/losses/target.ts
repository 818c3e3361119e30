import * as tf from '@tensorflow/tfjs';
import { constant, oneHot } from '../base/gradients';

/**
 * Which class is a sample's own: 1 there, 0 elsewhere.
 *
 * @param labels [batch], int32
 * @returns [batch, classes], float32
 */
export function ownClass(labels: tf.Tensor1D, classes: number): tf.Tensor2D {
  return oneHot(labels, classes);
}

/** The value of each sample's own class: [batch, classes] → [batch, 1]. */
export function targetOf(values: tf.Tensor2D, own: tf.Tensor2D): tf.Tensor2D {
  return tf.sum(tf.mul(values, own), 1, true);
}

/** Values with `target` [batch, 1] in the place of each sample's own class, whose value is `before` [batch, 1]. */
export function withTarget(
  values: tf.Tensor2D,
  own: tf.Tensor2D,
  before: tf.Tensor2D,
  target: tf.Tensor2D,
): tf.Tensor2D {
  return tf.add(values, tf.mul(own, tf.sub(target, before)));
}

/**
 * The classes that a sample is mistaken for, in spite of the margin or because of it: 1 where j ≠ y and
 * cos theta_j > target, 0 elsewhere. A constant: no gradient. MV-Softmax calls these vectors mis-classified,
 * CurricularFace hard.
 *
 * @param cosines [batch, classes]
 * @param own from {@link ownClass}
 * @param target [batch, 1], the target cosine after its margin
 * @returns [batch, classes], float32
 */
export function hardClasses(cosines: tf.Tensor2D, own: tf.Tensor2D, target: tf.Tensor2D): tf.Tensor2D {
  return constant(() => tf.mul(tf.cast(tf.greater(cosines, target), 'float32'), tf.sub(1, own)) as tf.Tensor2D);
}
