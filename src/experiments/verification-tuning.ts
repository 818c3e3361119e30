import { contestants, verificationSettings } from './contestants';
import { entries, type Entry } from './entry';
import type { Experiment } from './record';
import type { RecordedVerification } from './runs/train-and-verify';

/** Seeds of tuning start here, so that no run of the comparison was tuned on itself. */
const firstTuningSeed = 11;

/**
 * Every method with each of the settings that were tried, on the validation people: the same small effort for each of them. Run it with
 * one seed: the run's seed 1 is 11 here.
 */
export const verificationTuning: Experiment<Entry, RecordedVerification> = {
  name: 'verification-tuning',
  description: 'what was tuned for verification-by-loss, on other people and seeds',
  configurations: Object.fromEntries(
    Object.entries(contestants).flatMap(([method, { tried }]) =>
      Object.entries(tried).map(([setting, setup], number) => [
        `${method}-${number + 1}`,
        { setting, setup, settings: verificationSettings, measured: ['validation'], firstSeed: firstTuningSeed },
      ]),
    ),
  ),
  ...entries,
};
