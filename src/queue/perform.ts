import { expect, InputError } from '../base/errors';
import { keyOfRun, makeRecord, type Experiment } from '../experiments/record';
import { prepareBoxes, type BoxMaker } from '../grading/box/prepare';
import { loadChapters } from '../grading/chapters';
import { gradeSubmission, keyOf } from '../grading/grade-submission';
import type { HiddenCode, ExperimentJob, GradeJob, Task } from './job';
import { root } from './version';

/**
 * Does a job and gives its result, which survives JSON.
 *
 * What a result depends on is looked at where it is done: the id is the hash of it, and another hash is refused.
 *
 * @param hidden the hidden checks that the job needs, where they were fetched
 * @param experiments gives those that are known here; loading them takes a second
 * @throws InputError when it cannot be done here, however often it is tried: there is no such experiment, or the files on the disk are
 *   other ones than those of whoever queued it
 */
export async function perform(
  { id, job }: Task,
  experiments: () => Experiment<unknown, unknown>[],
  hidden?: HiddenCode,
): Promise<unknown> {
  return job.kind === 'grade' ? performGrade(id, job, hidden) : performRun(id, job, experiments());
}

async function performRun(
  id: string,
  job: ExperimentJob,
  experiments: Experiment<unknown, unknown>[],
): Promise<unknown> {
  const experiment = experiments.find(({ name }) => name === job.experiment);
  if (experiment === undefined || !(job.name in experiment.configurations)) {
    throw new InputError(`The worker knows no ${job.experiment}: ${job.name}: bring both to the same version.`);
  }
  expectSame(id, experimentId(experiment, job), 'The files');
  // Grading computes nothing itself: it needs no engine.
  const { selectEngine } = require('../engine/select') as typeof import('../engine/select');
  const engine = await selectEngine();
  return makeRecord(experiment, job, { engine: String(engine) });
}

/** The boxes of this process: several submissions are graded in it, one after the other. */
let boxes: Promise<BoxMaker> | undefined;

/** What the grader itself fails at is no result: it throws, so that it is tried again. */
async function performGrade(
  id: string,
  { submission: sent, chapters: names, checks, limits }: GradeJob,
  hidden?: HiddenCode,
): Promise<unknown> {
  const chapters = loadChapters(root, names, hidden && new Map(hidden));
  const submission = {
    ...sent,
    chapters: new Map(sent.chapters.map(([slug, files]) => [slug, new Map(files)])),
  };
  expectSame(id, gradeId(keyOf(submission, chapters, limits, 'bubblewrap'), checks), 'The checks');
  boxes ??= prepareBoxes(root, 'bubblewrap');
  const graded = (await gradeSubmission(submission, chapters, { boxes: await boxes, limits, root }))!;
  const failed = graded.exercises.find(({ outcome }) => outcome === 'not graded');
  if (failed !== undefined && submission.failed === undefined) throw new Error(failed.reason);
  return graded;
}

/** The id of a submission's job. Sealed with another token it is another job: what one seals the other cannot open. */
export function gradeId(key: string, checks?: string): string {
  return checks === undefined ? `grade-${key}` : `grade-${key}-${checks.slice(0, 16)}`;
}

/** The id of a run's job. */
export function experimentId(experiment: Experiment<unknown, unknown>, run: { name: string; seed: number }): string {
  return `experiment-${keyOfRun(experiment, run)}`;
}

function expectSame(id: string, here: string, what: string): void {
  expect(
    id === here,
    `${what} of the worker are other ones than those of whoever queued this: bring both to the same version and start the worker again.`,
  );
}
