import { methodFiles, methodOf, type MethodSetup } from '../methods/setup';
import { comparedSettings } from './compared-losses';
import type { Experiment } from './record';
import { trainBalanced, type SweepResult } from './runs/balanced';
import type { RunSettings } from './runs/settings';

/** What all runs share: the people and the network of `losses-compared`, half as many steps. */
export const sweepSettings: RunSettings = {
  people: comparedSettings.people,
  unseen: comparedSettings.unseen,
  network: comparedSettings.network,
  batch: { identities: 32, pictures: 4 },
  steps: 1250,
  learningRate: comparedSettings.learningRate,
};

/** The weight of verification beside identification; `only` leaves identification out and keeps {@link usualBalance}. */
export type Balance = number | 'only';

/** The balances that are compared, at {@link usualMargin}. */
export const balances: Balance[] = [0, 10, 30, 100, 300, 1000, 'only'];
/** The margins that are compared, at {@link usualBalance}: distances of unit vectors, which end at 2. */
export const margins = [0.5, 1, 1.5, 2];
export const usualBalance = 100;
export const usualMargin = 1;
const otherMargins = margins.filter((margin) => margin !== usualMargin); // that one is among the balances

/** The settings of one run. */
export interface SweepConfiguration {
  balance: Balance;
  margin: number;
  settings: RunSettings;
}

/** The name under which a balance (at the usual margin) or a margin (at the usual balance) is recorded. */
export const recordOf = {
  balance: (balance: Balance): string => `balance-${balance}`,
  margin: (margin: number): string => (margin === usualMargin ? `balance-${usualBalance}` : `margin-${margin}`),
};

/** DeepID2's loss at one balance and margin; 0 is the classifier alone, `only` the pairs alone. */
export function balanced(balance: Balance, margin: number): MethodSetup {
  return balance === 'only'
    ? { method: 'contrastive', options: { weight: usualBalance, margin } }
    : { method: 'deepid2', options: { balance, margin } };
}

/** Verification of unseen people against the balance of DeepID2's two signals, and against the margin. */
export const deepId2Sweep: Experiment<SweepConfiguration, SweepResult> = {
  name: 'deepid2-sweep',
  description: 'DeepID2 with several balances of identification and verification, and several margins',
  configurations: {
    ...Object.fromEntries(
      balances.map((balance) => [
        recordOf.balance(balance),
        { balance, margin: usualMargin, settings: sweepSettings } as SweepConfiguration,
      ]),
    ),
    ...Object.fromEntries(
      otherMargins.map((margin) => [
        recordOf.margin(margin),
        { balance: usualBalance, margin, settings: sweepSettings },
      ]),
    ),
  },
  files: ({ balance, margin }) => ['src/experiments/runs/balanced.ts', ...methodFiles(balanced(balance, margin))],
  run: ({ balance, margin, settings }, context) =>
    trainBalanced(methodOf(balanced(balance, margin)), settings, context),
};
