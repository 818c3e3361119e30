import { methodFiles } from '../methods/setup';
import { contestantOf, type Setting } from './contestants';
import type { RunContext } from './record';
import { trainAndVerify, type RecordedVerification, type VerificationSettings } from './runs/train-and-verify';

/** One entry of a comparison of losses: what is trained, on whom, and who is verified. */
export interface Entry {
  /** As `contestants` calls its numbers. */
  setting: string;
  setup: Setting;
  settings: VerificationSettings;
  measured: (keyof RecordedVerification)[];
  /** The number of the first seed. Default 1. */
  firstSeed?: number;
}

/** What the experiments with such entries have in common. */
export const entries = {
  files: ({ setup }: Entry): string[] => ['src/experiments/runs/train-and-verify.ts', ...methodFiles(setup)],
  run: ({ setup, firstSeed = 1, ...given }: Entry, context: RunContext): Promise<RecordedVerification> =>
    trainAndVerify(contestantOf(setup), given, { ...context, seed: context.seed + firstSeed - 1 }),
};
