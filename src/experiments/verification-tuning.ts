import { methodsInTheRace, verificationSettings } from './contestants';
import { Experiment } from './record';
import { Entry, trainAndVerify } from './train-and-verify';
import { VerificationResult } from './verify';

/** Seeds of tuning start here, so that no run of the comparison was tuned on itself. */
const firstTuningSeed = 11;

/**
 * Every method with each of the settings that were tried, on the validation people: the same small effort for each of them. Run it with
 * one seed: the run's seed 1 is 11 here.
 */
export const verificationTuning: Experiment<Entry, VerificationResult> = {
  name: 'verification-tuning',
  description: 'what was tuned for verification-by-loss, on other people and seeds',
  file: __filename,
  configurations: Object.fromEntries(
    Object.entries(methodsInTheRace).flatMap(([method, { tried }]) =>
      Object.keys(tried).map((setting, number) => [
        `${method}-${number + 1}`,
        { method, setting, settings: verificationSettings },
      ]),
    ),
  ),
  run: async (entry, context) => {
    const seed = context.seed + firstTuningSeed - 1;
    const [validation] = await trainAndVerify(entry, [entry.settings.validation], { ...context, seed });
    return validation;
  },
};
