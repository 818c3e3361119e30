import type { Random } from '../../base/random';
import type { Controller, Trial } from '../../search/controllers';
import type { Choice, Space } from '../../search/space';

/**
 * A reward whose best choice is known, to watch controllers at no cost: 0.7 at `best`, on each axis less by `slope` for the whole
 * length of the axis, never below 0, and normally distributed luck of deviation `luck` on top.
 */
export function surfaceReward(
  space: Space,
  { best, slope = 0.25, luck = 0.05 }: { best: Choice; slope?: number; luck?: number },
): (choice: Choice, random: Random) => number {
  return (choice, random) => {
    const lost = Object.entries(space).map(([name, values]) => {
      const distance = Math.abs(values.indexOf(choice[name]) - values.indexOf(best[name]));
      return (slope * distance) / Math.max(1, values.length - 1);
    });
    return Math.max(0, 0.7 - lost.reduce((sum, one) => sum + one, 0)) + luck * random.normal();
  };
}

/** Plays a controller for so many trials of a reward that costs nothing. */
export function playedTrials(
  controller: Controller,
  trials: number,
  reward: (choice: Choice, trial: number) => number,
): Trial[] {
  const earlier: Trial[] = [];
  for (let trial = 0; trial < trials; trial++) {
    const proposal = controller(trial, earlier);
    earlier.push({ ...proposal, reward: reward(proposal.choice, trial) });
  }
  return earlier;
}
