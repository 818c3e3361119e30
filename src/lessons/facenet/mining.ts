import * as tf from '@tensorflow/tfjs';
import { squaredDistances, unitVectors } from '../../distances';
import { batchAllTripletLoss, batchHardTripletLoss, batchSemiHardTripletLoss } from '../../losses/triplet';
import type { LossFunction } from '../../training/fit';
import type { History } from '../../training/history';

/** What a miner met over training, one number per step. Easy, semi-hard and hard are shares of all valid triplets. */
export interface MiningRun {
  name: string;
  easy: ArrayLike<number>;
  semiHard: ArrayLike<number>;
  hard: ArrayLike<number>;
  /** Share of the mined triplets that still violate the margin. */
  active: ArrayLike<number>;
  /** Mean distance from anchor to positive, and to negative. */
  positiveDistance: ArrayLike<number>;
  negativeDistance: ArrayLike<number>;
  loss: ArrayLike<number>;
}

/** A way to choose triplets within a batch. */
export interface Miner {
  /** Its name in figures. */
  label: string;
  loss(embeddings: tf.Tensor2D, labels: tf.Tensor1D, options: { margin: number }): tf.Scalar;
  /** Which part of what the miner could choose still costs something; see {@link tripletState}. */
  active(state: TripletState): tf.Scalar;
}

/** The miners that the FaceNet lesson compares. */
export const miners: Record<'semiHard' | 'hardest' | 'all', Miner> = {
  semiHard: {
    label: 'all positives, semi-hard negatives',
    loss: batchSemiHardTripletLoss,
    active: ({ pairsWithSemiHard }) => pairsWithSemiHard,
  },
  hardest: {
    label: 'hardest only',
    loss: batchHardTripletLoss,
    active: ({ anchorsWithViolation }) => anchorsWithViolation,
  },
  all: {
    label: 'all triplets',
    loss: batchAllTripletLoss,
    active: ({ easy }) => tf.sub(1, easy) as tf.Scalar,
  },
};

/** What the valid triplets of a batch are like, scalars. */
export type TripletState = Record<
  'easy' | 'semiHard' | 'hard' | 'pairsWithSemiHard' | 'anchorsWithViolation' | 'positiveDistance' | 'negativeDistance',
  tf.Scalar
>;

/**
 * The state of mining on the device, so that a compiled training step can record it: the shares of easy, semi-hard and hard
 * triplets as `tripletFractions` in `mining/triplets` has them, and
 *
 *     pairsWithSemiHard     share of the pairs (a, p) that have an n with d²(a, p) < d²(a, n) < d²(a, p) + margin
 *     anchorsWithViolation  share of the anchors with max_p d²(a, p) + margin > min_n d²(a, n)
 *     positiveDistance      mean of d(a, p),  negativeDistance  mean of d(a, n),   d = |z_a − z|,  z = x / |x|
 *
 * Every row must have a positive and a negative in the batch, as batches of an identity sampler do. Memory is
 * [batch, batch, batch]. No gradient is meant to flow.
 *
 * @param embeddings x [batch, dim], normalised here
 * @param labels [batch], int32
 * @param options margin: 0 … 4
 */
export function tripletState(
  embeddings: tf.Tensor2D,
  labels: tf.Tensor1D,
  { margin }: { margin: number },
): TripletState {
  return tf.tidy(() => {
    const batch = embeddings.shape[0];
    const z = unitVectors(embeddings);
    const d2 = squaredDistances(z, z);
    const same = tf.equal(tf.expandDims(labels, 1), tf.expandDims(labels, 0)).toFloat();
    const positive = tf.sub(same, tf.eye(batch));
    const negative = tf.sub(1, same);
    const valid = tf.mul(tf.expandDims(positive, 2), tf.expandDims(negative, 1)); // [a, p, n]
    const gap = tf.sub(tf.expandDims(d2, 1), tf.expandDims(d2, 2)); // d²(a, n) − d²(a, p)
    const isHard = tf.mul(valid, tf.lessEqual(gap, 0).toFloat());
    const isViolated = tf.mul(valid, tf.less(gap, margin).toFloat());
    const isSemiHard = tf.mul(isViolated, tf.sub(1, isHard)); // a margin of 0 has none
    const share = (some: tf.Tensor, all: tf.Tensor): tf.Scalar => tf.div(tf.sum(some), tf.sum(all)) as tf.Scalar;
    const d = tf.sqrt(d2);
    return {
      easy: tf.sub(1, share(tf.maximum(isHard, isViolated), valid)) as tf.Scalar,
      semiHard: share(isSemiHard, valid),
      hard: share(isHard, valid),
      pairsWithSemiHard: share(tf.max(isSemiHard, 2), positive),
      anchorsWithViolation: tf.mean(tf.max(tf.reshape(isViolated, [batch, batch * batch]), 1)) as tf.Scalar,
      positiveDistance: share(tf.mul(positive, d), positive),
      negativeDistance: share(tf.mul(negative, d), negative),
    };
  });
}

/** A miner's loss for `fit`, with what {@link miningRun} draws recorded at every step. */
export function watchedMining(miner: Miner, options: { margin: number }): LossFunction {
  return ({ embeddings, labels }) => {
    const { easy, semiHard, hard, positiveDistance, negativeDistance, ...rest } = tripletState(
      embeddings,
      labels,
      options,
    );
    const active = miner.active({ easy, semiHard, hard, positiveDistance, negativeDistance, ...rest });
    return {
      loss: miner.loss(embeddings, labels, options),
      easy,
      semiHard,
      hard,
      positiveDistance,
      negativeDistance,
      active, // prettier-ignore
    };
  };
}

/** The record of a run with {@link watchedMining}, as the mining cockpit draws it. */
export function miningRun(name: string, { loss, metrics }: Pick<History, 'loss' | 'metrics'>): MiningRun {
  const { easy, semiHard, hard, active, positiveDistance, negativeDistance } = metrics;
  return { name, loss, easy, semiHard, hard, active, positiveDistance, negativeDistance };
}
