import { expect } from '../base/errors';
import type { TrialSettings } from '../lessons/search/trial';
import { halvingRungs, type Trial } from '../search/controllers';
import type { Space } from '../search/space';
import { readRecords, resultsFolder, type Experiment } from './record';
import { runProposedTrial, type ControllerSetup, type SearchedTrial, type SearchEntry } from './runs/proposed-trial';

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
    files: () => ['src/experiments/runs/proposed-trial.ts'],
    run: async (entry, context) => {
      const count = neededEarlier(entry.controller, entry.trial);
      return runProposedTrial(entry, await earlierTrials(experiment, { seed: context.seed, count, folder }), context);
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
