import { chosen, chosenSetting } from './chosen-settings';
import { verificationSettings } from './contestants';
import { entries, type Entry } from './entry';
import type { Experiment } from './record';
import type { RecordedVerification } from './runs/train-and-verify';

/** A quarter of the steps of the comparison, and four times as many. */
export const budgets = [verificationSettings.steps / 4, verificationSettings.steps * 4];

/** The first and the last method of the course: the budget is varied for these two. */
export const askedAboutBudget = ['deepface', 'arcface'];

/** Does the comparison depend on its budget? Softmax and ArcFace with fewer and with more steps, all else as in `verification-by-loss`. */
export const verificationBudget: Experiment<Entry, RecordedVerification> = {
  name: 'verification-budget',
  description:
    'softmax and ArcFace as in verification-by-loss, with a quarter of the steps and with four times as many',
  configurations: Object.fromEntries(
    askedAboutBudget.flatMap((method) =>
      budgets.map((steps) => [
        `${method}-${steps}`,
        {
          setting: chosen[method],
          setup: chosenSetting(method),
          settings: { ...verificationSettings, steps },
          measured: ['unseen'],
        },
      ]),
    ),
  ),
  ...entries,
};
