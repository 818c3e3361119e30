import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Experiment } from '../../src/experiments/record';

/** An experiment that takes a moment and tells in a file when a run begins and ends. */
export const slow: Experiment<{ factor: number; milliseconds: number; fails?: string }, { value: number }> = {
  name: 'slow',
  description: 'multiplies the seed, slowly',
  configurations: {
    two: { factor: 2, milliseconds: 300 },
    three: { factor: 3, milliseconds: 300 },
    forever: { factor: 1, milliseconds: 600_000 },
    broken: { factor: 0, milliseconds: 0, fails: 'The disk is made of cheese.' },
  },
  files: () => [__filename],
  async run({ factor, milliseconds, fails }, { seed }) {
    tell(`begin ${factor}/${seed}`);
    await sleep(milliseconds);
    if (fails !== undefined) throw new Error(fails);
    tell(`end ${factor}/${seed}`);
    return { value: factor * seed };
  },
};

export const experiments = [slow];

function tell(line: string): void {
  if (process.env.FACELAB_TEST_LOG) appendFileSync(process.env.FACELAB_TEST_LOG, `${line}\n`);
}
