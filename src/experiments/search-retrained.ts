import { expect } from '../base/errors';
import { firstUnseen } from '../data/celebrities/rendered-once';
import type { TrialResult, TrialSettings } from '../lessons/search/trial';
import { handPicked, type Choice } from '../search/space';
import { pairedDifference } from './paired';
import { recordsOf, resultsFolder, type Experiment, type RunRecord } from './record';
import { runChosenTrial, type ChosenTrial } from './runs/chosen-trial';
import type { SearchedTrial, SearchEntry } from './runs/proposed-trial';
import { searchHalving, searchRandom, searchReinforce, trialSettings } from './search';

/** A choice that is trained again; one that a search found has the reward of the trial that found it. */
export interface RetrainedEntry extends ChosenTrial {
  searched?: number;
}

type Search = Pick<Experiment<SearchEntry, SearchedTrial>, 'name' | 'configurations'>;

/** The searches whose best choices are trained again, with their names in tables and figures. */
export const searchesJudged: Record<string, { name: string; search: Search }> = {
  random: { name: 'random search', search: searchRandom },
  reinforce: { name: 'REINFORCE', search: searchReinforce },
  halving: { name: 'successive halving', search: searchHalving },
};

/** How many choices of each search are trained again, and in which of its runs they are looked for. */
const places = 3;
const searchSeed = 1;

/** Whoever is judged here was in no trial. */
const judged = { identities: 500, picturesEach: 10, size: 32, seed: 1, firstIdentity: firstUnseen };

const { people, outsiders } = trialSettings.dirty;

/**
 * Two ways to train a choice again. `again` differs from the trial in the seed and in the people who are judged, so what is lost
 * was luck. `full` is what a trial stands for: twice the people and three times the steps.
 */
export const retrainings: Record<'again' | 'full', { name: string; settings: TrialSettings }> = {
  again: { name: 'as in the search', settings: { ...trialSettings, judged } },
  full: {
    name: 'in full',
    settings: {
      ...trialSettings,
      dirty: {
        ...trialSettings.dirty,
        people: { ...people, identities: 2 * people.identities },
        outsiders: { ...outsiders, identities: 2 * outsiders.identities },
      },
      steps: 3 * trialSettings.steps,
      judged,
    },
  },
};

/** The record's name of one choice: by hand, or the `place`th best of a search, trained again in one of two ways. */
export function retrainedName(way: keyof typeof retrainings, search?: string, place = 1): string {
  return search === undefined ? `by-hand-${way}` : `${search}-${place}-${way}`;
}

/**
 * The best choices of a search, each with the reward of its best trial. Only trials with the whole budget count, and trials of one choice
 * count once: a controller that has settled asks for the same again and again.
 */
export function bestChoices(
  trials: Pick<SearchedTrial, 'choice' | 'budget' | 'reward'>[],
  most: number,
): { choice: Choice; reward: number }[] {
  const best = new Map<string, { choice: Choice; reward: number }>();
  const whole = trials.filter(({ budget }) => budget === 1).sort((a, b) => b.reward - a.reward);
  for (const { choice, reward } of whole) {
    const key = JSON.stringify(choice);
    if (!best.has(key)) best.set(key, { choice, reward });
  }
  return [...best.values()].slice(0, most);
}

/**
 * The hand-picked choice and the best three of each search, trained again. Its configurations come from the searches' records when they are
 * first asked for; without all trials of a search its choices are left out, and no run begins.
 */
export function retrainedExperiment(
  searches: Record<string, { search: Search }>,
  folder = resultsFolder,
): Experiment<RetrainedEntry, TrialResult> {
  let known: Record<string, RetrainedEntry> | undefined;
  return {
    name: 'search-retrained',
    description: 'the choice by hand and the best three of each search, trained again: as in the search, and in full',
    get configurations() {
      return (known ??= configurationsOf(searches, folder));
    },
    files: () => ['src/experiments/runs/chosen-trial.ts'],
    run: runChosenTrial,
    expectReady: () => {
      const missing = Object.values(searches).flatMap(({ search }) => (trialsOf(search, folder) ? [] : [search.name]));
      expect(
        missing.length === 0,
        `The best of a search are known once all its trials are recorded: run npx facelab experiment NAME --seeds ${searchSeed} for ${missing.join(', ')} first.`,
      );
    },
  };
}

/** See {@link retrainedExperiment}. */
export const searchRetrained = retrainedExperiment(searchesJudged);

function configurationsOf(
  searches: Record<string, { search: Search }>,
  folder: string,
): Record<string, RetrainedEntry> {
  const ways = Object.keys(retrainings) as (keyof typeof retrainings)[];
  return Object.fromEntries(
    ways.flatMap((way): [string, RetrainedEntry][] => {
      const { settings } = retrainings[way];
      const found = Object.entries(searches).flatMap(([key, { search }]) =>
        bestChoices(trialsOf(search, folder) ?? [], places).map(
          ({ choice, reward }, index): [string, RetrainedEntry] => [
            retrainedName(way, key, index + 1),
            { choice, searched: reward, settings },
          ],
        ),
      );
      return [[retrainedName(way), { choice: handPicked, settings }], ...found];
    }),
  );
}

/** All trials of a search, or nothing where one of them is not recorded. */
function trialsOf(search: Search, folder: string): SearchedTrial[] | undefined {
  const records = recordsOf(search as Experiment<SearchEntry, SearchedTrial>, folder);
  const trials = records.filter(({ seed }) => seed === searchSeed).map(({ result }) => result);
  return trials.length === Object.keys(search.configurations).length ? trials : undefined;
}

type RetrainedRecord = Pick<RunRecord<RetrainedEntry, TrialResult>, 'name' | 'seed' | 'configuration' | 'result'>;

/** A choice with the reward that it had in its search, if it was in one, and those of its later trainings. */
export interface RetrainedRow {
  name: string;
  searched?: number;
  retrained: number[];
}

/** What is recorded of each choice, trained again in one of the two ways: the numbers of the figure `searchedAndRetrained`. */
export function retrainedRows(records: RetrainedRecord[], way: keyof typeof retrainings): RetrainedRow[] {
  return choicesJudged().flatMap(({ name, recordOf }) => {
    const own = records.filter((record) => record.name === recordOf(way));
    if (own.length === 0) return [];
    const { searched } = own[0].configuration;
    return [{ name, ...(searched !== undefined && { searched }), retrained: own.map(({ result }) => result.reward) }];
  });
}

/** The rows of a table of the choices that were trained again in one of the two ways: what was chosen, and the mean reward of its trainings. */
export function retrainedTable(
  records: RetrainedRecord[],
  way: keyof typeof retrainings,
): Record<string, string | number>[] {
  return choicesJudged().flatMap(({ name, recordOf }) => {
    const own = records.filter((record) => record.name === recordOf(way));
    if (own.length === 0) return [];
    const mean = own.reduce((sum, { result }) => sum + result.reward, 0) / own.length;
    return [{ choice: name, ...own[0].configuration.choice, [retrainings[way].name]: mean.toFixed(3) }];
  });
}

/**
 * How far each choice of a search is ahead of the one by hand, seed by seed: the mean and half the width of its 95 % interval for each of
 * {@link retrainings}, nothing where fewer than two seeds are recorded of both.
 */
export function aheadOfHand(
  records: RetrainedRecord[],
): { name: string; values: ({ mean: number; half: number } | undefined)[] }[] {
  const of = (name: string): Map<number, number> =>
    new Map(records.filter((record) => record.name === name).map(({ seed, result }) => [seed, result.reward]));
  const [, ...found] = choicesJudged();
  return found.map(({ name, recordOf }) => ({
    name,
    values: (Object.keys(retrainings) as (keyof typeof retrainings)[]).map((way) => {
      const [own, byHand] = [of(recordOf(way)), of(retrainedName(way))];
      const seeds = [...own.keys()].filter((seed) => byHand.has(seed));
      if (seeds.length < 2) return undefined;
      const { mean, high } = pairedDifference(
        seeds.map((seed) => own.get(seed)!),
        seeds.map((seed) => byHand.get(seed)!),
      );
      return { mean, half: high - mean };
    }),
  }));
}

/** The choice by hand, then those of the searches in their order, with their names in tables and figures. */
function choicesJudged(): { name: string; recordOf: (way: keyof typeof retrainings) => string }[] {
  return [
    { name: 'by hand', recordOf: (way) => retrainedName(way) },
    ...Object.entries(searchesJudged).flatMap(([search, { name }]) =>
      Array.from({ length: places }, (_, index) => ({
        name: `${name}, ${index + 1}`,
        recordOf: (way: keyof typeof retrainings) => retrainedName(way, search, index + 1),
      })),
    ),
  ];
}
