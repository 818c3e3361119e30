import { expect } from '../../base/errors';
import { Same, checkPairs, minus, negated } from './pair-kinds';

/** The results of the folds of a verification protocol; position f of a list belongs to the f-th fold number, ascending. */
export interface FoldAccuracy {
  /** [folds], chosen on the other folds. */
  thresholds: number[];
  /** [folds], share of right decisions on the other folds. */
  trainingAccuracies: number[];
  /** [folds], share of right decisions on the fold itself. */
  accuracies: number[];
  mean: number;
  /** Standard deviation over the folds, divisor folds − 1. */
  std: number;
  /** std / √folds. */
  standardError: number;
}

/**
 * Accuracy by the protocol of LFW, usually with ten folds: for each fold the threshold with the most right decisions on the
 * other folds is applied to the fold, so that no pair is judged by a threshold it helped to choose.
 * Candidates are the midpoints between neighbouring training similarities, and one beyond either end; the smallest wins a tie.
 *
 * @param similarities [pairs]
 * @param same [pairs]
 * @param folds [pairs], the fold of each pair: any whole numbers, at least two different ones
 * @throws InputError for lengths that differ, similarities that are not finite, fewer than two folds
 *
 * G. B. Huang et al.: Labeled Faces in the Wild. University of Massachusetts, Technical Report 07-49, 2007.
 */
export function tenFoldAccuracy(similarities: ArrayLike<number>, same: Same, folds: ArrayLike<number>): FoldAccuracy {
  checkPairs(similarities, same, 'similarities');
  expect(
    folds.length === similarities.length,
    `There are ${folds.length} fold numbers for ${similarities.length} pairs: pass one per pair.`,
  );
  const order = Float64Array.from(similarities, (_, index) => index).sort((i, j) => similarities[i] - similarities[j]);
  const names = [...new Set(Array.from(folds))].sort((a, b) => a - b);
  expect(
    names.length >= 2 && names.every(Number.isInteger),
    `The folds are ${names.slice(0, 5).join(', ')}: pass whole numbers and at least two different ones, ` +
      'because the threshold of a fold is chosen on the others.',
  );

  const thresholds: number[] = [];
  const trainingAccuracies: number[] = [];
  const accuracies: number[] = [];
  for (const fold of names) {
    const training = order.filter((pair) => folds[pair] !== fold);
    const { threshold, accuracy } = bestThreshold(similarities, same, training);
    const held = order.filter((pair) => folds[pair] === fold);
    let right = 0;
    for (const pair of held) if (similarities[pair] >= threshold === Boolean(same[pair])) right++;
    thresholds.push(threshold);
    trainingAccuracies.push(accuracy);
    accuracies.push(right / held.length);
  }
  const mean = accuracies.reduce((total, accuracy) => total + accuracy, 0) / names.length;
  const squares = accuracies.reduce((total, accuracy) => total + (accuracy - mean) ** 2, 0);
  const std = Math.sqrt(squares / (names.length - 1));
  return { thresholds, trainingAccuracies, accuracies, mean, std, standardError: std / Math.sqrt(names.length) };
}

/** {@link tenFoldAccuracy} for distances, smaller = closer; the thresholds are distances. */
export function tenFoldAccuracyOfDistances(
  distances: ArrayLike<number>,
  same: Same,
  folds: ArrayLike<number>,
): FoldAccuracy {
  const result = tenFoldAccuracy(negated(distances), same, folds);
  return { ...result, thresholds: result.thresholds.map(minus) };
}

/** The threshold of the most right decisions on the pairs, which come in ascending similarity. */
function bestThreshold(
  similarities: ArrayLike<number>,
  same: Same,
  pairs: Float64Array,
): { threshold: number; accuracy: number } {
  // Below the smallest similarity everything is accepted: right are the pairs of one person.
  let right = 0;
  for (const pair of pairs) if (same[pair]) right++;
  let most = right;
  let threshold = similarities[pairs[0]] - 1;
  for (let i = 0; i < pairs.length; i++) {
    right += same[pairs[i]] ? -1 : 1;
    const here = similarities[pairs[i]];
    const next = similarities[pairs[i + 1]];
    if (next === here || right <= most) continue;
    most = right;
    threshold = next === undefined ? here + 1 : between(here, next);
  }
  return { threshold, accuracy: most / pairs.length };
}

/** The midpoint; neighbouring floating-point numbers have none, and the upper one separates them as well. */
function between(low: number, high: number): number {
  const middle = (low + high) / 2;
  return middle > low ? middle : high;
}
