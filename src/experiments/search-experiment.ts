import { searchTrial, type TrialResult, type TrialSettings } from '../lessons/search/trial';
import {
  halvingRungs,
  randomSearch,
  reinforce,
  successiveHalving,
  type Controller,
  type Halving,
  type Trial,
} from '../search/controllers';
import { expect } from '../base/errors';
import { handPicked, type Choice, type Space } from '../search/space';
import { readRecords, resultsFolder, type Experiment } from './record';

/** What a trial of a search was: a choice for the axes that are searched, the rest hand-picked. */
export interface SearchedTrial extends TrialResult {
  choice: Choice;
  budget: number;
}

/** One entry of a search. Later trials of some controllers look at earlier ones. */
export interface SearchEntry {
  trial: number;
  controller: ControllerSetup;
  space: Space;
  settings: TrialSettings;
}

/** A controller as data, so that a record says who asked for it. */
export type ControllerSetup =
  | { kind: 'random' }
  | { kind: 'reinforce'; round: number; rate: number; memory: number }
  | ({ kind: 'halving' } & Halving);

/** The record's name of a trial, counted from 1. */
export function trialName(trial: number): string {
  return `trial-${String(trial + 1).padStart(3, '0')}`;
}

/** The experiment of one search: a configuration for each trial. With queue workers, a round's trials can run side by side. */
export function searchExperiment(
  name: string,
  description: string,
  {
    controller,
    trials,
    space,
    settings,
    folder = resultsFolder,
  }: { controller: ControllerSetup; trials: number; space: Space; settings: TrialSettings; folder?: string },
): Experiment<SearchEntry, SearchedTrial> {
  const experiment: Experiment<SearchEntry, SearchedTrial> = {
    name,
    description,
    configurations: Object.fromEntries(
      Array.from({ length: trials }, (_, trial) => [trialName(trial), { trial, controller, space, settings }]),
    ),
    files: () => ['src/lessons/search/trial.ts', 'src/search/controllers.ts'],
    run: async (entry, { seed, ...watched }) => {
      const earlier = neededEarlier(entry.controller, entry.trial);
      const trials = await earlierTrials(experiment, { seed, count: earlier, folder });
      const proposal = controllerOf(entry, seed)(entry.trial, trials);
      const choice = { ...handPicked, ...proposal.choice };
      const run = { seed: seed * 1000 + entry.trial, budget: proposal.budget, ...watched };
      return { choice, budget: proposal.budget, ...(await searchTrial(choice, entry.settings, run)) };
    },
  };
  return experiment;
}

/** How many trials a controller has to know before it can say what a trial is. */
export function neededEarlier(controller: ControllerSetup, trial: number): number {
  if (controller.kind === 'random') return 0;
  if (controller.kind === 'reinforce') return Math.floor(trial / controller.round) * controller.round;
  let start = 0;
  for (const { trials } of halvingRungs(controller)) {
    if (trial < start + trials) break;
    start += trials;
  }
  return start;
}

function controllerOf({ controller, space }: SearchEntry, seed: number): Controller {
  if (controller.kind === 'random') return randomSearch(space, { seed });
  if (controller.kind === 'reinforce') return reinforce(space, { seed, ...controller });
  return successiveHalving(space, { seed, rungs: halvingRungs(controller) });
}

/** The first trials of a search, from their records. Throws an InputError that names the first one that is missing. */
async function earlierTrials(
  experiment: Experiment<SearchEntry, SearchedTrial>,
  { seed, count, folder }: { seed: number; count: number; folder: string },
): Promise<Trial[]> {
  if (count === 0) return [];
  const { records } = await readRecords(experiment, folder);
  return Array.from({ length: count }, (_, trial) => {
    const record = records.find((each) => each.name === trialName(trial) && each.seed === seed);
    expect(
      record !== undefined,
      `${experiment.name} needs ${trialName(trial)} of seed ${seed} first: run the trials in their order.`,
    );
    return record.result;
  });
}
