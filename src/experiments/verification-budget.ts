import { embed } from '../evaluation/embed';
import { disposeModel } from '../models/face-model';
import { chosen } from './chosen-settings';
import { methodsInTheRace, trainContestant, VerificationSettings, verificationSettings } from './contestants';
import { Experiment } from './record';
import { renderedOnce } from './training-sets';
import { VerificationResult, verify } from './verify';

type Configuration = { method: string; setting: string; settings: VerificationSettings };

/** A quarter of the steps of the comparison, and four times as many. */
export const budgets = [verificationSettings.steps / 4, verificationSettings.steps * 4];

/** The two ends of the road, between which the budget is asked about. */
export const askedAboutBudget = ['deepface', 'arcface'];

/** Does the comparison hang on its budget? Softmax and ArcFace with fewer and with more steps, all else as in `verification-by-loss`. */
export const verificationBudget: Experiment<Configuration, VerificationResult> = {
  name: 'verification-budget',
  description:
    'softmax and ArcFace as in verification-by-loss, with a quarter of the steps and with four times as many',
  file: __filename,
  configurations: Object.fromEntries(
    askedAboutBudget.flatMap((method) =>
      budgets.map((steps) => [
        `${method}-${steps}`,
        { method, setting: chosen[method], settings: { ...verificationSettings, steps } },
      ]),
    ),
  ),
  run: async ({ method, setting, settings }, { seed, signal, onProgress }) => {
    const faces = await renderedOnce(settings.people);
    const { model } = await trainContestant(methodsInTheRace[method].tried[setting](), faces, settings, {
      seed,
      signal,
      onStep: ({ step, steps }) => onProgress?.(step / steps),
    });
    try {
      const people = await renderedOnce(settings.unseen);
      return await verify(await embed(model.backbone, people, { signal }), people.labels);
    } finally {
      disposeModel(model);
    }
  },
};
