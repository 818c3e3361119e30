import { expect, InputError } from '../base/errors';
import { selectEngine } from '../engine/select';
import { keyOfRun, makeRecord, type Experiment } from '../experiments/record';
import type { Task } from './job';

/**
 * Does a job and gives its result, which survives JSON.
 *
 * @throws InputError when it cannot be done here, however often it is tried: there is no such experiment, or the files on the disk are
 *   other ones than those of whoever queued it
 */
export async function perform({ id, job }: Task, experiments: Experiment<unknown, unknown>[]): Promise<unknown> {
  const experiment = experiments.find(({ name }) => name === job.experiment);
  if (experiment === undefined || !(job.name in experiment.configurations)) {
    throw new InputError(`The worker knows no ${job.experiment}: ${job.name}: bring both to the same version.`);
  }
  expectSame(id, experimentId(experiment, job));
  const engine = await selectEngine();
  return makeRecord(experiment, job, { engine: String(engine) });
}

/** The id of a run's job. */
export function experimentId(experiment: Experiment<unknown, unknown>, run: { name: string; seed: number }): string {
  return `experiment-${keyOfRun(experiment, run)}`;
}

function expectSame(id: string, here: string): void {
  expect(
    id === here,
    'The files of the worker are other ones than those of whoever queued this: bring both to the same version and start the worker again.',
  );
}
