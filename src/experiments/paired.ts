import { expect } from '../base/errors';
import { student95 } from './mean-interval';
import { spread } from './over-seeds';

/** A difference between two methods that ran with the same seeds. */
export interface PairedDifference {
  mean: number;
  /** 95 % interval of the mean, Student's t. */
  low: number;
  high: number;
  /** In how many seeds the first one is higher. */
  wins: number;
  count: number;
}

/**
 * first − second, seed by seed, with the 95 % interval of its mean: mean ± t · s / √n. Luck that both share at a seed cancels out.
 *
 * @param first one value per seed, 2 to 11 seeds
 * @param second of the same seeds, in the same order
 */
export function pairedDifference(first: number[], second: number[]): PairedDifference {
  const count = first.length;
  expect(
    count === second.length && count >= 2 && count <= student95.length + 1,
    `There are ${count} and ${second.length} values, but a paired difference needs the same 2 to ${student95.length + 1} seeds of both.`,
  );
  const differences = first.map((value, seed) => value - second[seed]);
  const { mean, deviation } = spread(differences);
  const half = (student95[count - 2] * deviation) / Math.sqrt(count);
  return { mean, low: mean - half, high: mean + half, wins: differences.filter((d) => d > 0).length, count };
}
