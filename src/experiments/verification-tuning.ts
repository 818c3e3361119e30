import { embed } from '../evaluation/embed';
import { disposeModel } from '../models/face-model';
import { methodsInTheRace, trainContestant, VerificationSettings, verificationSettings } from './contestants';
import { Experiment } from './record';
import { renderedOnce } from './training-sets';
import { VerificationResult, verify } from './verify';

type Configuration = { method: string; setting: string; settings: VerificationSettings };

/** Seeds of tuning start here, so that no run of the comparison was tuned on itself. */
const firstTuningSeed = 11;

/**
 * Every method with each of the settings that were tried, on the validation people: the same small effort for each of them. Run it with
 * one seed: the run's seed 1 is 11 here.
 */
export const verificationTuning: Experiment<Configuration, VerificationResult> = {
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
  run: async ({ method, setting, settings }, { seed, signal, onProgress }) => {
    const faces = await renderedOnce(settings.people);
    const { model } = await trainContestant(methodsInTheRace[method].tried[setting](), faces, settings, {
      seed: seed + firstTuningSeed - 1,
      signal,
      onStep: ({ step, steps }) => onProgress?.(step / steps),
    });
    try {
      const people = await renderedOnce(settings.validation);
      return await verify(await embed(model.backbone, people, { signal }), people.labels);
    } finally {
      disposeModel(model);
    }
  },
};
