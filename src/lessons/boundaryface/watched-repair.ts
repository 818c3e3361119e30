import * as tf from '@tensorflow/tfjs';
import type { Sampler } from '../../data/sampler';
import { cosines } from '../../distances';
import { correctLabels } from '../../losses/boundaryface';
import type { Method } from '../../methods/method';
import type { History } from '../../training/history';

/** What is known of the labels of a batch, and what the rule makes of them: numbers of pictures, scalars. */
export type RepairCounts = Record<
  'flipped' | 'outsiders' | 'relabelled' | 'repaired' | 'spoilt' | 'moved' | 'believed' | 'seenThrough',
  tf.Scalar
>;

/**
 * Counts in a batch, y the label that a picture has, t its true one (−1: of nobody here), y' what the rule makes of y:
 *
 *     flipped      t ≠ y, t ≥ 0        outsiders    t < 0
 *     relabelled   y' ≠ y              repaired     y' ≠ y, y' = t
 *     spoilt       y' ≠ y, y = t       moved        y' ≠ y, t < 0
 *     believed     flipped, y is the nearest class      seenThrough   flipped, t is the nearest class
 *
 * @param cosines [batch, classes]
 * @param labels y [batch], int32
 * @param truth t [batch], int32
 * @param options margin of the rule, radians
 */
export function repairCounts(
  cosines: tf.Tensor2D,
  labels: tf.Tensor1D,
  truth: tf.Tensor1D,
  { margin }: { margin: number },
): RepairCounts {
  return tf.tidy(() => {
    const corrected = correctLabels(cosines, labels, { margin });
    const nearest = tf.cast(tf.argMax(cosines, 1), 'int32');
    const outsiders = tf.less(truth, 0);
    const right = tf.equal(labels, truth);
    const flipped = tf.logicalNot(tf.logicalOr(outsiders, right));
    const relabelled = tf.notEqual(corrected, labels);
    const count = (...all: tf.Tensor[]): tf.Scalar =>
      tf.sum(
        tf.cast(
          all.reduce((a, b) => tf.logicalAnd(a, b)),
          'float32',
        ),
      ) as tf.Scalar;
    return {
      flipped: count(flipped),
      outsiders: count(outsiders),
      relabelled: count(relabelled),
      repaired: count(relabelled, tf.equal(corrected, truth)),
      spoilt: count(relabelled, right),
      moved: count(relabelled, outsiders),
      believed: count(flipped, tf.equal(nearest, labels)),
      seenThrough: count(flipped, tf.equal(nearest, truth)),
    };
  });
}

/**
 * A method that trains as before and counts at every step what the rule makes of the batch's labels, whether the method
 * repairs any or not. The truth is only counted with, never trained on.
 *
 * @param options truth of every picture, as `NoisyFaces` has it; sampler: the one that the batches are drawn with; margin of
 *   the rule, radians
 */
export function watchedRepair(
  method: Method,
  { truth, sampler, margin }: { truth: Int32Array; sampler: Sampler; margin: number },
): Pick<Method, 'inputs' | 'loss'> {
  return {
    inputs: (step) => {
      const drawn = Int32Array.from(sampler(step), (index) => truth[index]);
      return { ...method.inputs?.(step), truth: tf.tensor1d(drawn, 'int32') };
    },
    loss: (given) => {
      const { embeddings, labels, head, inputs } = given;
      const result = method.loss(given);
      const measured = result instanceof tf.Tensor ? { loss: result } : result;
      const cosines = classCosines(embeddings, head.weights);
      return { ...measured, ...repairCounts(cosines, labels, inputs.truth as tf.Tensor1D, { margin }) };
    },
  };
}

/** cos(x, W_j), [batch, classes]; of a class with several centers [classes, K, dim] that of the nearest. */
export function classCosines(embeddings: tf.Tensor2D, weights: tf.Tensor): tf.Tensor2D {
  if (weights.rank === 2) return cosines(embeddings, weights as tf.Tensor2D);
  const [classes, centers, dim] = weights.shape;
  const all = cosines(embeddings, tf.reshape(weights, [classes * centers, dim]) as tf.Tensor2D);
  return tf.max(tf.reshape(all, [embeddings.shape[0], classes, centers]), 2) as tf.Tensor2D;
}

/** What the rule did in the steps since the moment before. Shares are NaN where there was nothing to share. */
export interface RepairMoment {
  /** Steps done. */
  step: number;
  /** Share of the relabelled pictures that got their true label. */
  precision: number;
  /** Share of the flipped pictures that got their true label. */
  recall: number;
  /** Share of the pictures with a right label that lost it. */
  spoilt: number;
  /** Share of the outsiders that were moved from one wrong class to another. */
  moved: number;
  /** Share of the flipped pictures whose nearest class is the wrong one that they are filed under. */
  believed: number;
  /** Share of the flipped pictures whose nearest class is their true one. */
  seenThrough: number;
}

/** What {@link watchedRepair} counted, summed over `every` steps. */
export function repairMoments(
  { metrics }: Pick<History, 'metrics'>,
  { every, batch }: { every: number; batch: number },
): RepairMoment[] {
  const steps = metrics.relabelled.length;
  return Array.from({ length: Math.ceil(steps / every) }, (_, moment) => {
    const [from, to] = [moment * every, Math.min(steps, (moment + 1) * every)];
    const sum = (name: string): number => metrics[name].slice(from, to).reduce((a, b) => a + b, 0);
    const [flipped, outsiders] = [sum('flipped'), sum('outsiders')];
    return {
      step: to,
      precision: sum('repaired') / sum('relabelled'),
      recall: sum('repaired') / flipped,
      spoilt: sum('spoilt') / ((to - from) * batch - flipped - outsiders),
      moved: sum('moved') / outsiders,
      believed: sum('believed') / flipped,
      seenThrough: sum('seenThrough') / flipped,
    };
  });
}
