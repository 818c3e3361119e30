import type { Limits } from '../grading/box/watch';
import type { Submission } from '../grading/submission';

/** One run of an experiment. Names only: the worker has the code, and says so when it is not the same. */
export interface ExperimentJob {
  kind: 'experiment';
  experiment: string;
  name: string;
  seed: number;
}

/**
 * One submission to grade, always inside bubblewrap. No check is in it: the worker has them, or fetches the hidden ones with the course's
 * token, and says so when they are not the same.
 */
export interface GradeJob {
  kind: 'grade';
  submission: Omit<Submission, 'chapters'> & { chapters: [slug: string, files: [path: string, text: string][]][] };
  /** The names of the chapters to grade. */
  chapters: string[];
  /** The name of the sealed hidden checks, where they are to be fetched. */
  checks?: string;
  limits: Limits;
}

/** What travels through the queue. */
export type Job = ExperimentJob | GradeJob;

/** A job with its id: its kind and the hash of all that its result depends on, so that the same work is the same job. */
export interface Task {
  id: string;
  job: Job;
}

/** What a job is, for people. */
export function describeJob(job: Job): string {
  if (job.kind === 'grade') return `submission of ${job.submission.student}`;
  return `${job.experiment}: ${job.name}, seed ${job.seed}`;
}

/** Hidden checks as they travel inside what is sealed: compiled, by chapter. */
export type HiddenCode = [slug: string, code: string][];
