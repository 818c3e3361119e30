import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Experiment } from '../../src/experiments/record';

/**
 * An experiment that takes a moment and tells in a file when a run begins and ends. Where a file of that name with `-most` lies beside it, no more
 * runs end than it says.
 */
export const slow: Experiment<
  { factor: number; milliseconds: number; fails?: string; company?: number },
  { value: number }
> = {
  name: 'slow',
  description: 'multiplies the seed, slowly',
  configurations: {
    two: { factor: 2, milliseconds: 300 },
    three: { factor: 3, milliseconds: 300 },
    forever: { factor: 1, milliseconds: 600_000 },
    // Stays until two runs have begun, this one among them, and then for as long as a third would need to begin.
    together: { factor: 5, milliseconds: 500, company: 2 },
    broken: { factor: 0, milliseconds: 0, fails: 'The disk is made of cheese.' },
  },
  files: () => [__filename],
  async run({ factor, milliseconds, fails, company = 1 }, { seed }) {
    tell(`begin ${factor}/${seed}`);
    for (let i = 0; company > 1 && count('begin') < company; i++) {
      if (i === 1000) throw new Error('No other run has begun in 20 seconds.');
      await sleep(20);
    }
    await sleep(milliseconds);
    while (!mayEnd()) await sleep(20);
    if (fails !== undefined) throw new Error(fails);
    tell(`end ${factor}/${seed}`);
    return { value: factor * seed };
  },
};

export const experiments = [slow];

function tell(line: string): void {
  if (process.env.FACELAB_TEST_LOG) appendFileSync(process.env.FACELAB_TEST_LOG, `${line}\n`);
}

function count(word: string): number {
  const text = readFileSync(process.env.FACELAB_TEST_LOG!, 'utf8');
  return text.split('\n').filter((line) => line.startsWith(word)).length;
}

function mayEnd(): boolean {
  const file = `${process.env.FACELAB_TEST_LOG}-most`;
  return !existsSync(file) || count('end') < Number(readFileSync(file, 'utf8'));
}
