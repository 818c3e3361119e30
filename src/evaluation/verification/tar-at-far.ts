import { checkRates } from '../../similarity/checks';
import { emptyCounts, operatingPoints, see, wantedBins, type Seen, type TarAtFar } from './operating-point';
import { Same, checkBothKinds, checkPairs, minus, negated } from './pair-kinds';

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
