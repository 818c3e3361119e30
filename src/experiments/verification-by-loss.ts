import { chosen, chosenSetting } from './chosen-settings';
import { contestants, verificationSettings } from './contestants';
import { entries, type Entry } from './entry';
import type { Experiment } from './record';
import type { RecordedVerification } from './runs/train-and-verify';

/** All methods with the same backbone, data and budget, each with the setting chosen for it, on unseen people. */
export const verificationByLoss: Experiment<Entry, RecordedVerification> = {
  name: 'verification-by-loss',
  description: 'verification of unseen people after training with each loss, same network, data and budget',
  configurations: Object.fromEntries(
    Object.keys(contestants).map((method) => [
      method,
      {
        setting: chosen[method],
        setup: chosenSetting(method),
        settings: verificationSettings,
        measured: ['validation', 'unseen'],
      },
    ]),
  ),
  ...entries,
};
