import { InputError, expect } from '../../base/errors';
import { checkRates } from '../../similarity/checks';
import { emptyCounts, operatingPoints, see, wantedBins, type Seen, type TarAtFar } from './operating-point';

/*
 * Verification, 1:1: are these two pictures of one person? Everything here takes one similarity (or distance) a pair and
 * whether the pair is of one person; where the pairs come from is the business of `pairs` and `protocols`.
 * A pair is accepted when similarity >= threshold, or distance <= threshold.
 * Not handled: pairs that the detector failed on (leave them out and say how many), and weights.
 */

/** Whether each pair is of one person. */
export type Same = ArrayLike<boolean | number>;

/** What the folds of a verification protocol gave; position f of a list belongs to the f-th fold number, ascending. */
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
    `There are ${folds.length} fold numbers for ${similarities.length} pairs: pass one a pair.`,
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

/** The receiver operating characteristic: point i accepts similarity >= thresholds[i]. */
export interface Roc {
  /** [points], Infinity, then the distinct similarities, descending. */
  thresholds: Float64Array;
  /** [points], share of the pairs of two people that are accepted (false-accept rate). */
  fpr: Float64Array;
  /** [points], share of the pairs of one person that are accepted (true-accept rate). */
  tpr: Float64Array;
  /** Area under the curve by trapezoids: the chance that a pair of one person is more similar than one of two, ties half. */
  auc: number;
  /** The rate where fpr = 1 − tpr, on the straight line between the two points around it. */
  eer: number;
}

/**
 * The whole ROC, no point dropped: as many points as there are distinct similarities, and one. Sorts, O(n log n);
 * for similarities too many to hold see `pairStatistics`.
 *
 * @param similarities [pairs]
 * @param same [pairs], with at least one pair of one person and one of two
 * @throws InputError for lengths that differ, similarities that are not finite, pairs of one kind only
 */
export function roc(similarities: ArrayLike<number>, same: Same): Roc {
  checkPairs(similarities, same, 'similarities');
  const { genuine, impostor } = split(similarities, same);
  genuine.sort();
  impostor.sort();
  const capacity = similarities.length + 1;
  const thresholds = new Float64Array(capacity);
  const accepted = new Float64Array(capacity);
  const falselyAccepted = new Float64Array(capacity);
  thresholds[0] = Infinity;
  let points = 1;
  let g = genuine.length;
  let f = impostor.length;
  let area = 0;
  while (g > 0 || f > 0) {
    const threshold = Math.max(g > 0 ? genuine[g - 1] : -Infinity, f > 0 ? impostor[f - 1] : -Infinity);
    while (g > 0 && genuine[g - 1] === threshold) g--;
    while (f > 0 && impostor[f - 1] === threshold) f--;
    thresholds[points] = threshold;
    accepted[points] = genuine.length - g;
    falselyAccepted[points] = impostor.length - f;
    area += (falselyAccepted[points] - falselyAccepted[points - 1]) * (accepted[points] + accepted[points - 1]);
    points++;
  }
  const fpr = falselyAccepted.slice(0, points).map((count) => count / impostor.length);
  const tpr = accepted.slice(0, points).map((count) => count / genuine.length);
  return {
    thresholds: thresholds.slice(0, points),
    fpr,
    tpr,
    auc: area / 2 / genuine.length / impostor.length,
    eer: crossing(fpr, tpr),
  };
}

/** The ROC of distances: point i accepts distance <= distanceThresholds[i]. */
export interface DistanceRoc extends Omit<Roc, 'thresholds'> {
  /** [points], −Infinity, then the distinct distances, ascending. */
  distanceThresholds: Float64Array;
}

/** {@link roc} for distances, smaller = closer. */
export function rocOfDistances(distances: ArrayLike<number>, same: Same): DistanceRoc {
  const { thresholds, ...rates } = roc(negated(distances), same);
  return { distanceThresholds: thresholds.map(minus), ...rates };
}

/** The equal error rate: where fpr = 1 − tpr on the {@link roc}, as a share. Errors as there. */
export function equalErrorRate(similarities: ArrayLike<number>, same: Same): number {
  return roc(similarities, same).eer;
}

/** {@link equalErrorRate} for distances, smaller = closer. */
export function equalErrorRateOfDistances(distances: ArrayLike<number>, same: Same): number {
  return rocOfDistances(distances, same).eer;
}

/**
 * The true-accept rate at given false-accept rates. The threshold for a target is the smallest of the similarities (and
 * Infinity) with falseAccepts / impostors <= target; tar = trueAccepts / genuine pairs, with its Wilson 95 % interval.
 * A target below 1 / impostors cannot be measured: its row carries a `refusal`, a sentence to show in place of the number.
 * Exact without sorting; needs 1 MiB and the distinct values of a few bins beside what is passed in.
 *
 * @param similarities [pairs]
 * @param same [pairs], with at least one pair of one person and one of two
 * @param fars targets in (0, 1], such as [1e-1, 1e-2, 1e-3]
 * @throws InputError for lengths that differ, similarities that are not finite, pairs of one kind only, targets out of range
 */
export function tarAtFar(similarities: ArrayLike<number>, same: Same, fars: ArrayLike<number>): TarAtFar[] {
  checkPairs(similarities, same, 'similarities');
  checkRates(fars, 'FAR');
  checkBothKinds(same);
  const { length } = similarities;
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < length; i++) {
    if (similarities[i] < low) low = similarities[i];
    if (similarities[i] > high) high = similarities[i];
  }
  const counts = emptyCounts(low, high);
  const { binsPerUnit, genuine, impostor } = counts;
  for (let i = 0; i < length; i++) {
    const bin = ((similarities[i] - low) * binsPerUnit) | 0;
    if (same[i]) genuine[bin]++;
    else impostor[bin]++;
  }
  const wanted = wantedBins(counts, fars);
  const seen: Seen = new Map();
  for (let i = 0; i < length; i++) {
    if (wanted[((similarities[i] - low) * binsPerUnit) | 0]) see(seen, similarities[i], Boolean(same[i]));
  }
  return operatingPoints(counts, seen, fars);
}

/** {@link tarAtFar} for distances, smaller = closer; the thresholds are distances, −Infinity accepts nothing. */
export function tarAtFarOfDistances(distances: ArrayLike<number>, same: Same, fars: ArrayLike<number>): TarAtFar[] {
  return tarAtFar(negated(distances), same, fars).map((row) => ({ ...row, threshold: minus(row.threshold) }));
}

/** How far two heaps of numbers lie apart. */
export interface Separation {
  dPrime: number;
  sameMean: number;
  differentMean: number;
  /** Population variances, divisor n. */
  sameVariance: number;
  differentVariance: number;
}

/**
 * d′ = |mean of same − mean of different| / √((variance of same + variance of different) / 2): the gap between the two
 * heaps in units of their width. The same for similarities and distances. Without any spread it is Infinity, and 0 when
 * the means coincide as well. It says nothing about the tails, where a low false-accept rate lives.
 *
 * @param values [pairs], similarities or distances
 * @param same [pairs], with at least one pair of one person and one of two
 * @throws InputError for lengths that differ, values that are not finite, pairs of one kind only
 */
export function dPrime(values: ArrayLike<number>, same: Same): Separation {
  checkPairs(values, same, 'values');
  const { genuine, impostor } = split(values, same);
  const [sameMean, sameVariance] = meanAndVariance(genuine);
  const [differentMean, differentVariance] = meanAndVariance(impostor);
  return {
    dPrime: separation(sameMean, differentMean, sameVariance, differentVariance),
    sameMean,
    differentMean,
    sameVariance,
    differentVariance,
  };
}

/** d′ from the means and the variances of both heaps. */
export function separation(
  sameMean: number,
  differentMean: number,
  sameVariance: number,
  differentVariance: number,
): number {
  const gap = Math.abs(sameMean - differentMean);
  return gap === 0 ? 0 : gap / Math.sqrt((sameVariance + differentVariance) / 2);
}

/** Where 1 − tpr meets fpr on the polyline of a ROC that starts at (0, 0) and ends at (1, 1). */
export function crossing(fpr: ArrayLike<number>, tpr: ArrayLike<number>): number {
  let i = 1;
  while (fpr[i] < 1 - tpr[i]) i++;
  const before = 1 - tpr[i - 1] - fpr[i - 1];
  const along = before / (fpr[i] - fpr[i - 1] + (tpr[i] - tpr[i - 1]));
  return fpr[i - 1] + along * (fpr[i] - fpr[i - 1]);
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

function meanAndVariance(values: Float64Array): [mean: number, variance: number] {
  let total = 0;
  for (const value of values) total += value;
  const mean = total / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return [mean, squares / values.length];
}

/** The similarities of the pairs of one person and of the pairs of two. Throws when there are none of a kind. */
function split(similarities: ArrayLike<number>, same: Same): { genuine: Float64Array; impostor: Float64Array } {
  const count = checkBothKinds(same);
  const genuine = new Float64Array(count);
  const impostor = new Float64Array(same.length - count);
  let g = 0;
  let f = 0;
  for (let i = 0; i < same.length; i++) {
    if (same[i]) genuine[g++] = similarities[i];
    else impostor[f++] = similarities[i];
  }
  return { genuine, impostor };
}

/** Counts the pairs of one person. Throws when there are none, or nothing else. */
function checkBothKinds(same: Same): number {
  let count = 0;
  for (let i = 0; i < same.length; i++) if (same[i]) count++;
  expect(
    count > 0,
    'No pair is of one person: without genuine pairs there is no true-accept rate. Add pairs of one person.',
  );
  expect(
    count < same.length,
    'Every pair is of one person: without impostor pairs there is no false-accept rate. Add pairs of two people.',
  );
  return count;
}

function checkPairs(values: ArrayLike<number>, same: Same, name: string): void {
  expect(values.length > 0, `There are no pairs: pass ${name} and same with one entry a pair.`);
  expect(
    same.length === values.length,
    `There are ${values.length} ${name} but ${same.length} entries in same: pass one of each a pair.`,
  );
  for (let i = 0; i < values.length; i++) {
    // x − x is 0 for finite numbers alone, and quicker than Number.isFinite on 100 million.
    if (values[i] - values[i] !== 0) {
      throw new InputError(
        `Pair ${i} has ${values[i]} in ${name}, but it must be a finite number: look at its embeddings.`,
      );
    }
  }
}

function negated(distances: ArrayLike<number>): Float64Array {
  return Float64Array.from(distances, minus);
}

/** −x without the negative zero. */
function minus(value: number): number {
  return 0 - value;
}
