import { expect } from '../base/errors';
import type { TarAtFar } from '../evaluation/verification/operating-point';
import { tarAtFar } from '../evaluation/verification/tar-at-far';
import { type Same } from '../evaluation/verification/pair-kinds';

/** The rates that a search is judged at, and their weights. */
export const searchFars = [1e-3, 1e-4, 1e-5];
export const searchWeights = [0.5, 0.25, 0.25];

/** What a trial is worth. */
export interface Reward {
  /** Σ_i weights[i] · tar of row i. */
  reward: number;
  /** One row per rate. A row with a `refusal` has too few impostor pairs: show that next to the reward. */
  rows: TarAtFar[];
}

/**
 * The reward of a model in the comprehensive search: 0.5 TAR@1e-3 + 0.25 TAR@1e-4 + 0.25 TAR@1e-5.
 * Rates that the impostor pairs cannot support still count by the rule of `tarAtFar` (what lies above every impostor), so
 * that trials on one set stay comparable; their rows carry the refusal. For larger sets: {@link rewardOfRows} of
 * `pairStatistics`.
 *
 * @param similarities [pairs]
 * @param same [pairs]
 * @param options fars and weights, one weight per rate
 * @throws InputError as `tarAtFar`, and for weights of another number or below 0
 *
 * M. Zhang, G. Song, Y. Liu, H. Li: Towards Robust Face Recognition with Comprehensive Search. ECCV 2022.
 */
export function searchReward(
  similarities: ArrayLike<number>,
  same: Same,
  { fars = searchFars, weights = searchWeights }: { fars?: number[]; weights?: number[] } = {},
): Reward {
  const rows = tarAtFar(similarities, same, fars);
  return { reward: rewardOfRows(rows, weights), rows };
}

/** The reward from rows that are there already: Σ_i weights[i] · rows[i].tar. */
export function rewardOfRows(rows: TarAtFar[], weights: number[] = searchWeights): number {
  expect(
    weights.length === rows.length && weights.every((weight) => weight >= 0 && Number.isFinite(weight)),
    `The weights are [${weights.join(', ')}] for ${rows.length} rates: pass one weight of 0 or more per rate.`,
  );
  return rows.reduce((total, row, i) => total + weights[i] * row.tar, 0);
}

/** The index of the largest reward; the first of equals. Throws when there are none. */
export function bestTrial(rewards: ArrayLike<number>): number {
  expect(rewards.length > 0, 'There are no trials yet: run one first.');
  let best = 0;
  for (let i = 1; i < rewards.length; i++) if (rewards[i] > rewards[best]) best = i;
  return best;
}
