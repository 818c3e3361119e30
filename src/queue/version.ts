import { resolve } from 'node:path';
import { sourceHash } from '../data/source-hash';

/** Where the experiments are that a worker knows: a file that exports `experiments`. */
export const allExperiments = resolve(__dirname, '..', 'experiments', 'all.ts');

/** The folder of the project. */
export const root = resolve(__dirname, '..', '..');

/** What runs in processes of the grader is compiled for them, not imported. */
const inBoxes = ['src/grading/box/runner.ts', 'src/grading/box/compiler.ts'];

/**
 * A hash of the code that does jobs. Whoever queues and whoever works meet under it, so a job is never done by other code than
 * that of whoever waits for it.
 *
 * @param experiments the file with the experiments
 */
export function codeVersion(experiments = allExperiments): string {
  return sourceHash([experiments, 'src/queue/perform.ts', ...inBoxes]);
}
