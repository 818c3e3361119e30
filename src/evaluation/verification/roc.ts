import { Same, checkPairs, minus, negated, split } from './pair-kinds';

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

/** Where 1 − tpr meets fpr on the polyline of a ROC that starts at (0, 0) and ends at (1, 1). */
export function crossing(fpr: ArrayLike<number>, tpr: ArrayLike<number>): number {
  let i = 1;
  while (fpr[i] < 1 - tpr[i]) i++;
  const before = 1 - tpr[i - 1] - fpr[i - 1];
  const along = before / (fpr[i] - fpr[i - 1] + (tpr[i] - tpr[i - 1]));
  return fpr[i - 1] + along * (fpr[i] - fpr[i - 1]);
}
