import { Same, checkPairs, split } from './pair-kinds';

/** How far two groups of numbers lie apart. */
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

function meanAndVariance(values: Float64Array): [mean: number, variance: number] {
  let total = 0;
  for (const value of values) total += value;
  const mean = total / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return [mean, squares / values.length];
}
