import { overSeedsAndPeople, type TwoWayInterval } from './seeds-and-people';

/** A mean and half its 95 % interval. */
export interface Share {
  mean: number;
  half: number;
}

/** The share of each person's n (n − 1) / 2 pairs of n pictures that are accepted. */
export function sharesOfPeople(accepted: number[], picturesEach: number): number[] {
  const pairs = (picturesEach * (picturesEach - 1)) / 2;
  return accepted.map((count) => count / pairs);
}

/** The shares of people, [people], of each seed that is recorded of a name: what {@link leadOver} compares. */
export function sharesBySeed<Result>(
  records: { name: string; seed: number; result: Result }[],
  name: string,
  shares: (result: Result) => number[],
): Map<number, number[]> {
  return new Map(records.filter((record) => record.name === name).map(({ seed, result }) => [seed, shares(result)]));
}

/** The mean over runs and people, [runs][people], with half its interval over both; half is NaN for a single run. */
export function shareOver(runs: number[][]): Share {
  if (runs.length > 1) {
    const { mean, high } = overSeedsAndPeople(runs);
    return { mean, half: high - mean };
  }
  return { mean: runs[0].reduce((sum, share) => sum + share, 0) / runs[0].length, half: NaN };
}

/** With two seeds Student's t makes an interval 13 standard errors long on either side, which hides all others in a figure. */
export const fewestSeeds = 3;

/**
 * How far one method is ahead of another over the seeds that both have and the people who were verified: what is luck of a seed or of a
 * person for both cancels out. Each method is a map from seed to the shares of its people; undefined with fewer than three seeds in common.
 */
export function leadOver(
  first: Map<number, number[]>,
  second: Map<number, number[]>,
): (TwoWayInterval & { seeds: number }) | undefined {
  const seeds = [...first.keys()].filter((seed) => second.has(seed));
  if (seeds.length < fewestSeeds) return undefined;
  const differences = seeds.map((seed) => first.get(seed)!.map((share, person) => share - second.get(seed)![person]));
  return { ...overSeedsAndPeople(differences), seeds: seeds.length };
}

/** An interval around its middle, as figures draw it. */
export function asShare({ mean, low, high }: TwoWayInterval): Share {
  return { mean, half: (high - low) / 2 };
}

/** `91.2 ± 0.8`: a share in per cent with half its interval, as tables show it; without one, as for a single run, the mean alone. */
export function formatShare({ mean, half }: Share, digits = 1): string {
  const inPercent = (share: number): string => (100 * share).toFixed(digits);
  return Number.isNaN(half) ? inPercent(mean) : `${inPercent(mean)} ± ${inPercent(half)}`;
}
