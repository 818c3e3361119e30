import { expect } from '../base/errors';
import { comparedLosses, comparedSettings } from './compared-losses';
import type { ComparedEntry } from './losses-tuned';
import { meanInterval } from './mean-interval';
import type { RunRecord } from './record';
import { comparedRates, type Compared } from './runs/train-and-compare';
import type { TwoWayInterval } from './seeds-and-people';
import {
  asShare,
  fewestSeeds,
  leadOver,
  shareOver,
  sharesBySeed,
  sharesOfPeople,
  type Share,
} from './shares-of-people';

/** Recorded runs of `losses-compared`. */
export type ComparedRecords = Pick<RunRecord<ComparedEntry, Compared>, 'name' | 'seed' | 'result'>[];

/** What one loss reached. Shares in [0, 1]; halves of 95 % intervals, which are NaN for a single seed. */
export interface ComparedRow {
  loss: string;
  name: string;
  seeds: number;
  /** Ten folds, equal error rate, rank 1: mean over seeds, and half its interval over seeds. */
  accuracy: Share;
  equalErrorRate: Share;
  rank1: Share;
  /** For each of `comparedRates`: the true-accept rate over seeds and people. */
  tar: Share[];
}

/** The losses that have a record, in the order of the course. */
export function comparedRows(records: ComparedRecords): ComparedRow[] {
  return Object.entries(comparedLosses).flatMap(([loss, { name }]) => {
    const own = records.filter((record) => record.name === loss).map(({ result }) => result);
    if (own.length === 0) return [];
    const over = (value: (result: Compared) => number): Share => meanInterval(own.map(value));
    return [
      {
        loss,
        name,
        seeds: own.length,
        accuracy: over(({ accuracy }) => accuracy),
        equalErrorRate: over(({ equalErrorRate }) => equalErrorRate),
        rank1: over(({ rank1 }) => rank1),
        tar: comparedRates.map((_, rate) => shareOver(own.map(({ accepted }) => ofPeople(accepted[rate])))),
      },
    ];
  });
}

/**
 * How far one loss is ahead of another in the true-accept rate at one of `comparedRates`, over the seeds that both have and the people
 * who were verified: what is luck of a seed or of a person for both cancels out.
 *
 * @throws InputError for a rate that was not recorded, or fewer than three seeds in common
 */
export function comparedDifference(
  records: ComparedRecords,
  [first, second]: [first: string, second: string],
  far: number,
): TwoWayInterval & { seeds: number } {
  const rate = indexOfRate(far);
  const of = (loss: string): Map<number, number[]> =>
    sharesBySeed(records, loss, ({ accepted }) => ofPeople(accepted[rate]));
  const [a, b] = [of(first), of(second)];
  const lead = leadOver(a, b);
  expect(
    lead !== undefined,
    `${first} and ${second} have ${[...a.keys()].filter((seed) => b.has(seed)).length} seeds in common, but a difference needs three: npx facelab experiment losses-compared --seeds 5 records them.`,
  );
  return lead;
}

/** How far each loss is ahead of another, as {@link comparedDifference}: the losses with three seeds in common, in the order of the course. */
export function leadsOver(
  records: ComparedRecords,
  base: string,
  far: number,
): Record<string, TwoWayInterval & { seeds: number }> {
  const seedsOf = (loss: string): number[] => records.filter(({ name }) => name === loss).map(({ seed }) => seed);
  const common = (loss: string): number => seedsOf(loss).filter((seed) => seedsOf(base).includes(seed)).length;
  const losses = Object.keys(comparedLosses).filter((loss) => loss !== base && common(loss) >= fewestSeeds);
  return Object.fromEntries(losses.map((loss) => [loss, comparedDifference(records, [loss, base], far)]));
}

/**
 * The leads of {@link leadsOver} over several losses at once, as the figure of leads takes them: a row for each loss that has one over the
 * first of `bases`, with one value for each of them, undefined where there is nothing to compare.
 */
export function leadsOverEach(
  records: ComparedRecords,
  bases: string[],
  far: number,
): { name: string; values: (Share | undefined)[] }[] {
  const leads = bases.map((base) => leadsOver(records, base, far));
  return Object.keys(leads[0]).map((loss) => ({
    name: comparedLosses[loss].name,
    values: leads.map((over) => over[loss] && asShare(over[loss])),
  }));
}

/** A curve over several seeds: the mean, and the ends of the 95 % interval of the mean over seeds, within [0, 1]. */
export interface CurveOverSeeds {
  name: string;
  mean: number[];
  lower: number[];
  upper: number[];
}

/** A curve of a loss over its recorded seeds: of `roc` at `rocRates`, or of `cmc` at the ranks from 1. */
export function curveOverSeeds(records: ComparedRecords, loss: string, curve: 'roc' | 'cmc'): CurveOverSeeds {
  const own = records.filter(({ name }) => name === loss).map(({ result }) => result[curve]);
  expect(own.length > 0, `There is no record of ${loss}: npx facelab experiment losses-compared --seeds 5 makes them.`);
  const points = own[0].map((_, point) => meanInterval(own.map((values) => values[point])));
  const within = (value: number): number => Math.min(1, Math.max(0, value));
  return {
    name: comparedLosses[loss].name,
    mean: points.map(({ mean }) => mean),
    lower: points.map(({ mean, half }) => within(mean - (Number.isFinite(half) ? half : 0))),
    upper: points.map(({ mean, half }) => within(mean + (Number.isFinite(half) ? half : 0))),
  };
}

/**
 * The true-accept rate of each recorded run of a loss on two halves of the people: the first, by which one may pick a run, and the second,
 * by which it is then judged. The threshold is the one of all people's impostor pairs.
 */
export function scoresOfHalves(
  records: ComparedRecords,
  loss: string,
  far: number,
): { seed: number; validation: number; test: number }[] {
  const rate = indexOfRate(far);
  return records
    .filter(({ name }) => name === loss)
    .map(({ seed, result }) => {
      const shares = ofPeople(result.accepted[rate]);
      const half = Math.floor(shares.length / 2);
      const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
      return { seed, validation: mean(shares.slice(0, half)), test: mean(shares.slice(half)) };
    });
}

/** @throws InputError for a rate that was not recorded */
function indexOfRate(far: number): number {
  const rate = comparedRates.findIndex((one) => Math.abs(one / far - 1) < 1e-6);
  expect(rate >= 0, `No true-accept rate was recorded at ${far}: ask for one of ${comparedRates.join(', ')}.`);
  return rate;
}

const ofPeople = (accepted: number[]): number[] => sharesOfPeople(accepted, comparedSettings.unseen.picturesEach);
