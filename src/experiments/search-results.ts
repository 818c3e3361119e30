import { expect } from '../base/errors';
import { handPicked, type Choice } from '../search/space';
import { readRecords, resultsFolder, type Experiment } from './record';
import type { SearchedTrial, SearchEntry } from './runs/proposed-trial';

/**
 * The trials of several searches, each in their order, with a sentence for every search whose records no longer fit the code.
 *
 * @throws InputError for a search without a record
 */
export async function readSearches<Name extends string>(
  experiments: Record<Name, Experiment<SearchEntry, SearchedTrial>>,
  folder = resultsFolder,
): Promise<{ searches: Record<Name, SearchedTrial[]>; stale: string[] }> {
  const searches: Partial<Record<Name, SearchedTrial[]>> = {};
  const stale: string[] = [];
  for (const name of Object.keys(experiments) as Name[]) {
    const read = await readRecords(experiments[name], folder);
    searches[name] = read.records.map(({ result }) => result);
    if (read.stale !== undefined) stale.push(read.stale);
  }
  return { searches: searches as Record<Name, SearchedTrial[]>, stale };
}

/**
 * What the choice by hand earns in a search: the mean over its trials that happen to be that choice with the whole budget, each with a seed
 * of its own. Random search over a small space meets it several times.
 *
 * @throws InputError where no trial is the choice by hand
 */
export function rewardByHand(trials: Pick<SearchedTrial, 'choice' | 'budget' | 'reward'>[]): number {
  const own = trials.filter(({ choice, budget }) => budget === 1 && isByHand(choice));
  expect(own.length > 0, 'No trial is the choice by hand: give the trials of a search over a space that has it.');
  return own.reduce((sum, { reward }) => sum + reward, 0) / own.length;
}

function isByHand(choice: Choice): boolean {
  return Object.entries(handPicked).every(([axis, value]) => choice[axis] === value);
}

/** What a search cost and found. */
export interface SearchSummary {
  trials: number;
  /** The steps of all trials, in trials with the whole budget. */
  cost: number;
  /** Trials that were stopped: the embeddings collapsed, or the loss was no number. */
  stopped: number;
  /** Trials with the whole budget. */
  whole: number;
  /** How many of those earned more than some reward. */
  above: number;
  /** The highest reward with the whole budget. */
  best: number;
}

/** Sums up a search; `than` is the reward that its trials are held against. */
export function summaryOfSearch(
  trials: Pick<SearchedTrial, 'budget' | 'reward' | 'stopped'>[],
  than: number,
): SearchSummary {
  const whole = trials.filter(({ budget }) => budget === 1);
  expect(whole.length > 0, 'No trial of this search has the whole budget: give all of its trials.');
  return {
    trials: trials.length,
    cost: trials.reduce((sum, { budget }) => sum + budget, 0),
    stopped: trials.filter(({ stopped }) => stopped !== undefined).length,
    whole: whole.length,
    above: whole.filter(({ reward }) => reward > than).length,
    best: Math.max(...whole.map(({ reward }) => reward)),
  };
}

/** The rows of a table that sums up searches; `byHand` is the reward that their trials are held against. */
export function searchTable(
  searches: Record<string, Pick<SearchedTrial, 'budget' | 'reward' | 'stopped'>[]>,
  byHand: number,
): Record<string, string | number>[] {
  return Object.entries(searches).map(([search, tried]) => {
    const { trials, cost, stopped, whole, above, best } = summaryOfSearch(tried, byHand);
    return {
      search,
      trials,
      'cost, in whole trials': Math.round(cost),
      'collapsed on the way': stopped,
      'in full, better than by hand': `${above} of ${whole}`,
      'best reward': best.toFixed(3),
    };
  });
}
