import { chosen } from './chosen-settings';
import { verificationSettings } from './contestants';
import { Experiment } from './record';
import { Entry, trainAndVerify } from './train-and-verify';
import { VerificationResult } from './verify';

/** A quarter of the steps of the comparison, and four times as many. */
export const budgets = [verificationSettings.steps / 4, verificationSettings.steps * 4];

/** The two ends of the road, between which the budget is asked about. */
export const askedAboutBudget = ['deepface', 'arcface'];

/** Does the comparison hang on its budget? Softmax and ArcFace with fewer and with more steps, all else as in `verification-by-loss`. */
export const verificationBudget: Experiment<Entry, VerificationResult> = {
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
  run: async (entry, context) => {
    const [unseen] = await trainAndVerify(entry, [entry.settings.unseen], context);
    return unseen;
  },
};
