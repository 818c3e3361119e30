import type { TrialResult } from '../lessons/search/trial';
import { handPicked } from '../search/space';
import { meanInterval, type MeanInterval } from './mean-interval';
import type { Experiment, RunRecord } from './record';
import { runChosenTrial, type ChosenTrial } from './runs/chosen-trial';
import { trialSettings } from './search';

/** Networks of three sizes, the middle one that of the searches. A width twice as large costs four times as much. */
export const matchedSizes: Record<string, { name: string; widths: number[] }> = {
  small: { name: 'small network', widths: [8, 16, 24, 32] },
  middle: { name: 'network of the search', widths: trialSettings.network.widths },
  large: { name: 'large network', widths: trialSettings.network.widths.map((width) => 2 * width) },
};

/** From easy to hard: below which cosine pictures are dropped (−1 keeps all, wrong labels too), and the margin on the angle, in radians. */
export const matchedFilters = [0.6, 0.45, 0.3, -1];
export const matchedMargins = [0, 0.2, 0.4];

/** The record's name of one point. */
export function matchName(size: string, filterThreshold: number, m2: number): string {
  const kept = filterThreshold < 0 ? 'all' : `above-${Math.round(100 * filterThreshold)}`;
  return `${size}-${kept}-margin-${Math.round(10 * m2)}`;
}

/**
 * Which difficulty suits which size? Every network is trained on data that are cleaned more or less boldly, with a more or less strict
 * margin, all else by hand. The same network cleans for all of them, so that they differ in nothing but their size.
 */
export const searchMatches: Experiment<ChosenTrial, TrialResult> = {
  name: 'search-matches',
  description: 'networks of three sizes on data and losses from easy to hard',
  configurations: Object.fromEntries(
    Object.entries(matchedSizes).flatMap(([size, { widths }]) =>
      matchedFilters.flatMap((filterThreshold) =>
        matchedMargins.map((m2) => [
          matchName(size, filterThreshold, m2),
          { choice: { ...handPicked, filterThreshold, m2 }, settings: trialSettings, widths },
        ]),
      ),
    ),
  ),
  files: () => ['src/experiments/runs/chosen-trial.ts'],
  run: runChosenTrial,
};

type MatchRecord = Pick<RunRecord<unknown, TrialResult>, 'name' | 'seed' | 'result'>;

/** The mean reward of one network over seeds: a row for each of {@link matchedMargins}, a column for each of {@link matchedFilters}. */
export interface MatchMap {
  name: string;
  rewards: (number | undefined)[][];
}

/** What is recorded, a map for each size: the numbers of the figure `bestMatches`. A point without a record is undefined. */
export function matchMaps(records: MatchRecord[]): MatchMap[] {
  return Object.entries(matchedSizes).map(([size, { name }]) => ({
    name,
    rewards: matchedMargins.map((m2) =>
      matchedFilters.map((filterThreshold) => {
        const own = records.filter((record) => record.name === matchName(size, filterThreshold, m2));
        return own.length === 0 ? undefined : meanInterval(own.map(({ result }) => result.reward)).mean;
      }),
    ),
  }));
}

/** How hard the best point of a network is, see `Difficulty`: mean and interval over seeds. */
export interface MatchedDifficulty {
  name: string;
  /** Of how many seeds every point is recorded; others do not count. */
  seeds: number;
  data: MeanInterval;
  loss: MeanInterval;
}

/**
 * The difficulty of data and loss at the point with the highest reward, seed by seed. If larger networks cope with more, it grows with the
 * size. Sizes of which no seed is complete are left out.
 */
export function difficultyOfBest(records: MatchRecord[]): MatchedDifficulty[] {
  const points = matchedFilters.length * matchedMargins.length;
  return Object.entries(matchedSizes).flatMap(([size, { name }]) => {
    const own = records.filter((record) => record.name.startsWith(`${size}-`));
    const best = [...new Set(own.map(({ seed }) => seed))].flatMap((seed) => {
      const ofSeed = own.filter((record) => record.seed === seed).map(({ result }) => result);
      return ofSeed.length < points ? [] : [ofSeed.reduce((a, b) => (b.reward > a.reward ? b : a)).difficulty];
    });
    if (best.length === 0) return [];
    const over = (kind: 'data' | 'loss'): MeanInterval => meanInterval(best.map((difficulty) => difficulty[kind]));
    return [{ name, seeds: best.length, data: over('data'), loss: over('loss') }];
  });
}
