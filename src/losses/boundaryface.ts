import * as tf from '@tensorflow/tfjs';
import { constant, largest } from '../base/gradients';
import { expectNumber, expectShape, Labels, labelTensor } from '../base/inputs';
import { cosineOfSum } from './angles';
import { arcFaceOfCosines } from './arcface';
import { cosineLogits, expectAngularMargin, expectScale } from './margin';
import { ownClass, targetOf } from './target';

/**
 * Whose boundary the margin widens when a label is doubted: that of the other class (`'other'`, as published: a sample
 * must lie deep inside another class) or that of the label's own class (`'own'`: every sample that misses its margin).
 */
export type MarginOn = 'other' | 'own';

/**
 * BoundaryFace's correction of labels (Wu & Gong, ECCV 2022). With `marginOn: 'other'`, the published rule:
 *
 *     y becomes j = argmax_{j≠y} cos(theta_j + m)  where  max_{j≠y} cos(theta_j + m) > cos theta_y
 *
 * that is, when the sample lies inside another class even after that class gave up the margin. With
 * `marginOn: 'own'` the margin is on the label's class instead, max_{j≠y} cos theta_j > cos(theta_y + m), which relabels
 * every sample that misses its margin: not the published rule, but worth a comparison.
 * The authors' code clips cosines at 0 before it compares; the equation does not, nor does this function.
 * It does not touch samples that belong to no class (open-set noise), except by chance.
 *
 * @param cosines cos theta_j [batch, classes]
 * @param labels [batch]
 * @param options margin m: radians, 0 … pi
 * @returns the labels after correction, [batch], int32, without gradient
 * @throws InputError when shapes do not fit, there are fewer than two classes, a label in an array or the margin is out of range
 */
export function correctLabels(
  cosines: tf.Tensor2D,
  labels: Labels,
  options: { margin: number; marginOn?: MarginOn },
): tf.Tensor1D {
  const { margin, marginOn = 'other' } = options;
  expectShape('cosines', cosines, { batch: 'any', classes: 'any' });
  expectTwoClasses(cosines.shape[1]);
  expectAngularMargin(margin);
  return constant(() => {
    const [batch, classes] = cosines.shape;
    const y = labelTensor(labels, batch, classes);
    const own = ownClass(y, classes);
    const others = withoutOwn(marginOn === 'other' ? cosineOfSum(cosines, margin) : cosines, own);
    const target = targetOf(cosines, own);
    const needed = marginOn === 'other' ? target : cosineOfSum(target, margin);
    const wrong = tf.greater(tf.max(others, 1), tf.squeeze(needed, [1]));
    return tf.where(wrong, tf.cast(tf.argMax(others, 1), 'int32'), y) as tf.Tensor1D;
  });
}

/**
 * BoundaryFace (Wu & Gong, ECCV 2022): ArcFace on corrected labels, and a term for samples between the boundaries:
 *
 *     y' = correctLabels(cos theta, y)
 *     L  = ArcFace(y') + lambda mean_i max(0, max_{j≠y'} cos theta_j − cos(theta_y' + m))
 *
 * With lambda = 0 the labels alone are corrected (BoundaryF1). Correct labels only once the network can tell people apart:
 * the paper starts after some epochs of ArcFace.
 *
 * @param embeddings x [batch, dim], normalised here
 * @param labels [batch]
 * @param weights W [classes, dim], normalised here, at least two classes
 * @param options margin m: radians, 0 … pi; scale s; lambda from 0, pi in the paper; marginOn as in {@link correctLabels}
 * @returns a scalar; gradients flow to embeddings and weights, not through the labels
 * @throws InputError when shapes do not fit, the batch is empty, a label in an array or a number is out of range
 */
export function boundaryFaceLoss(
  embeddings: tf.Tensor2D,
  labels: Labels,
  weights: tf.Tensor2D,
  options: { margin: number; scale: number; lambda: number; marginOn?: MarginOn },
): tf.Scalar {
  const { margin, scale, lambda, marginOn } = options;
  expectScale('scale', scale);
  expectNumber('lambda', lambda, lambda >= 0, 'from 0: 0 corrects labels only, the paper uses pi');
  return tf.tidy(() => {
    const cosines = cosineLogits(embeddings, weights);
    const y = labelTensor(labels, embeddings.shape[0], weights.shape[0]);
    const corrected = correctLabels(cosines, y, { margin, marginOn });
    const arcFace = arcFaceOfCosines(cosines, corrected, { margin, scale });
    if (lambda === 0) return arcFace;
    return tf.add(arcFace, tf.mul(lambda, hardSampleTerm(cosines, corrected, margin))) as tf.Scalar;
  });
}

/**
 * BoundaryFace's term for hard samples: mean_i max(0, max_{j≠y} cos theta_j − cos(theta_y + m)).
 *
 * @param cosines [batch, classes]
 * @param labels [batch], int32, after correction
 * @param margin m, radians
 */
export function hardSampleTerm(cosines: tf.Tensor2D, labels: tf.Tensor1D, margin: number): tf.Scalar {
  return tf.tidy(() => {
    const own = ownClass(labels, cosines.shape[1]);
    const nearestOther = largest(withoutOwn(cosines, own)); // max_{j≠y} cos theta_j
    const target = tf.squeeze(cosineOfSum(targetOf(cosines, own), margin), [1]); // cos(theta_y + m)
    return tf.mean(tf.relu(tf.sub(nearestOther, target))) as tf.Scalar;
  });
}

/** The own class lowered below every other, −1 … 1. */
function withoutOwn(cosines: tf.Tensor2D, own: tf.Tensor2D): tf.Tensor2D {
  return tf.sub(cosines, tf.mul(own, 4));
}

function expectTwoClasses(classes: number): void {
  expectNumber(
    'The number of classes',
    classes,
    classes >= 2,
    'at least 2: with one there is no other class to compare with',
  );
}
