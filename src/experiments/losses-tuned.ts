import { methodFiles } from '../methods/setup';
import { comparedLosses, comparedSettings, type ComparedLoss } from './compared-losses';
import { contestantOf, type Setting } from './setting';
import type { Experiment, RunContext } from './record';
import { trainAndCompare, type Compared, type ComparedBatch, type ComparedSettings } from './runs/train-and-compare';

/** One entry of the comparison: what is trained, on whom, and who is verified. */
export interface ComparedEntry {
  /** As `comparedLosses` calls its numbers. */
  setting: string;
  setup: Setting;
  batch: ComparedBatch;
  settings: ComparedSettings;
  measured: 'validation' | 'unseen';
  /** The number of the first seed. Default 1. */
  firstSeed?: number;
}

/** What the experiments with such entries have in common. */
export const comparedEntries = {
  files: ({ setup }: ComparedEntry): string[] => ['src/experiments/runs/train-and-compare.ts', ...methodFiles(setup)],
  run: ({ setup, firstSeed = 1, ...given }: ComparedEntry, context: RunContext): Promise<Compared> =>
    trainAndCompare(contestantOf(setup), given, { ...context, seed: context.seed + firstSeed - 1 }),
};

/** Seeds of tuning start here, so that no run of the comparison was tuned on itself. */
const firstTuningSeed = 11;

/** The record's name of the setting that was tried as number 1, 2, 3. */
export function tuningName(loss: string, number: number): string {
  return `${loss}-${number}`;
}

/**
 * Every loss with each of the settings that were tried, on the validation people. Run it with one seed: the run's seed 1 is 11 here.
 */
export const lossesTuned: Experiment<ComparedEntry, Compared> = {
  name: 'losses-tuned',
  description: 'what was tuned for losses-compared, on other people and seeds',
  configurations: Object.fromEntries(
    Object.entries(comparedLosses).flatMap(([loss, row]) =>
      Object.keys(row.tried).map((setting, index) => [
        tuningName(loss, index + 1),
        { ...comparedEntry(row, setting, 'validation'), firstSeed: firstTuningSeed },
      ]),
    ),
  ),
  ...comparedEntries,
};

/** A row of the table with one of its settings. */
export function comparedEntry(
  { batch, tried }: ComparedLoss,
  setting: string,
  measured: 'validation' | 'unseen',
): ComparedEntry {
  return { setting, setup: tried[setting], batch, settings: comparedSettings, measured };
}
