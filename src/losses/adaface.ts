import * as tf from '@tensorflow/tfjs';
import { constant } from '../base/gradients';
import { expectNumber, expectShape, Labels, labelTensor } from '../base/inputs';
import { softmaxCrossEntropy } from '../engine/kernels/softmax-cross-entropy';
import { sine } from './angles';
import { cosineLogits, expectAngularMargin, expectScale } from './margin';
import { ownClass, targetOf, withTarget } from './target';

/** Added to the deviation, as in the authors' code: norms that are all equal must not divide by zero. */
const EPSILON = 1e-3;

/** The running mean and standard deviation of embedding norms; in a compiled step both are scalars. */
export interface NormState {
  mean: number | tf.Scalar;
  deviation: number | tf.Scalar;
}

/** How AdaFace is set. */
export interface AdaFaceOptions {
  /** m: radians for the turn, and taken from the cosine; 0.4 in the paper. */
  margin: number;
  /** s: 64 in the paper, less for few classes. */
  scale: number;
  /** How many of 1/h standard deviations make the quality ±1; 0.333 in the paper, three deviations. */
  h?: number;
  /** Weight of the batch in the running mean and deviation, 0 … 1; 0.01 by default. */
  momentum?: number;
}

/**
 * AdaFace (Kim, Jain, Liu, CVPR 2022): the length of an embedding stands for the quality of its picture, and the margin
 * follows it. Poor pictures get a margin that asks little of hard samples, good ones a margin that asks most of them.
 *
 *     mu'    = a mean_i |x_i| + (1 − a) mu,   sigma' = a std_i |x_i| + (1 − a) sigma,   a = momentum
 *     q      = h (|x| − mu') / (sigma' + 0.001), held to −1 … 1
 *     j = y: s (cos(theta_y − m q) − m (1 + q)),   theta_y − m q held to 0 … pi
 *     j ≠ y: s cos theta_j
 *     L      = mean cross-entropy of these logits
 *
 * q = −1 is ArcFace, q = 0 is CosFace, q = 1 turns the other way and takes 2m from the cosine. mu, sigma and q are
 * constants for the gradient: nothing makes an embedding longer to change its margin. As in the authors' code the state is
 * updated first, the deviation divides by batch − 1 (0 for a batch of one), and the turned angle is held to 0 … pi, where
 * the paper lets it pass; there the own class's logit has no gradient. Start with mean 20 and deviation 100, as the
 * authors do, and pass what comes back to the next step.
 *
 * Does not handle norms that say nothing of quality: a network that normalises its embeddings makes every q the same.
 *
 * @param embeddings x [batch, dim], with their lengths; normalised here for the cosine
 * @param labels [batch]
 * @param weights W [classes, dim], normalised here
 * @param state mean mu from 0, deviation sigma from 0
 * @param options margin m: radians, 0 … pi; scale s; h above 0; momentum
 * @returns `loss`, a scalar whose gradients flow to embeddings and weights, and the new `mean` and `deviation`, scalars;
 *   dispose all three
 * @throws InputError when shapes do not fit, the batch is empty, a label in an array or a number is out of range
 */
export function adaFaceLoss(
  embeddings: tf.Tensor2D,
  labels: Labels,
  weights: tf.Tensor2D,
  state: NormState,
  options: AdaFaceOptions,
): { loss: tf.Scalar; mean: tf.Scalar; deviation: tf.Scalar } {
  const { margin, scale, momentum = 0.01, h = 0.333 } = options;
  expectAngularMargin(margin);
  expectScale('scale', scale);
  expectNumber('h', h, h > 0, 'above 0: 0.333 is usual');
  expectNumber('momentum', momentum, momentum >= 0 && momentum <= 1, 'a weight from 0 to 1: 0.01 is usual');
  expectState('mean', state.mean, 'a mean norm, from 0: start with 20');
  expectState('deviation', state.deviation, 'a deviation of norms, from 0: start with 100');
  return tf.tidy(() => {
    const cosines = cosineLogits(embeddings, weights);
    const y = labelTensor(labels, embeddings.shape[0], weights.shape[0]);
    const own = ownClass(y, weights.shape[0]);
    const before = targetOf(cosines, own); // cos theta_y
    const { mean, deviation } = updatedNormState(embeddings, state, momentum);
    const q = pictureQuality(embeddings, { mean, deviation }, h);
    const turned = turnedCosine(
      before,
      constant(() => tf.mul(-margin, q)),
    ); // cos(theta_y − m q)
    const target = tf.sub(turned, tf.mul(margin, tf.add(1, q))) as tf.Tensor2D;
    const logits = tf.mul(withTarget(cosines, own, before, target), scale) as tf.Tensor2D;
    return { loss: tf.mean(softmaxCrossEntropy(logits, y)) as tf.Scalar, mean, deviation };
  });
}

/**
 * The quality q that AdaFace reads from the norms, −1 … 1, without gradient.
 *
 * @param embeddings [batch, dim]
 * @param h as in {@link AdaFaceOptions}
 * @returns [batch, 1]
 */
export function pictureQuality(embeddings: tf.Tensor2D, { mean, deviation }: NormState, h: number): tf.Tensor2D {
  return constant(() => {
    const away = tf.div(tf.sub(tf.norm(embeddings, 2, 1, true), mean), tf.add(deviation, EPSILON));
    return tf.clipByValue(tf.mul(h, away), -1, 1) as tf.Tensor2D;
  });
}

/** mu' and sigma' of {@link adaFaceLoss}: two scalars, without gradient. */
function updatedNormState(
  embeddings: tf.Tensor2D,
  state: NormState,
  momentum: number,
): { mean: tf.Scalar; deviation: tf.Scalar } {
  const moved = (from: number | tf.Scalar, to: tf.Tensor): tf.Scalar =>
    tf.add(tf.mul(momentum, to), tf.mul(1 - momentum, from)) as tf.Scalar;
  const norms = (): tf.Tensor => tf.norm(embeddings, 2, 1);
  return {
    mean: constant(() => moved(state.mean, tf.mean(norms()))),
    deviation: constant(() => {
      const squares = tf.sum(tf.square(tf.sub(norms(), tf.mean(norms()))));
      return moved(state.deviation, tf.sqrt(tf.div(squares, Math.max(1, embeddings.shape[0] - 1))));
    }),
  };
}

/** cos(theta + turn) for one turn each, −pi … pi, with theta + turn held to 0 … pi: ±1 there, and no gradient. */
function turnedCosine(cosines: tf.Tensor2D, turn: tf.Tensor2D): tf.Tensor2D {
  const free = tf.sub(tf.mul(cosines, tf.cos(turn)), tf.mul(sine(cosines), tf.sin(turn)));
  const below = constant(() => both(tf.less(turn, 0), tf.greater(cosines, tf.cos(turn)))); // theta + turn < 0
  const above = constant(() => both(tf.greater(turn, 0), tf.less(cosines, tf.neg(tf.cos(turn))))); // theta + turn > pi
  const inside = tf.sub(1, tf.add(below, above));
  return tf.add(tf.mul(inside, free), tf.sub(below, above)) as tf.Tensor2D;
}

function both(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.cast(tf.logicalAnd(a, b), 'float32');
}

function expectState(name: string, value: number | tf.Scalar, wanted: string): void {
  if (value instanceof tf.Tensor) expectShape(name, value, {});
  else expectNumber(name, value, value >= 0, wanted);
}
