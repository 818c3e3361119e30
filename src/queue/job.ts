/** One run of an experiment. Names only: the worker has the code, and says so when it is not the same. */
export interface ExperimentJob {
  kind: 'experiment';
  experiment: string;
  name: string;
  seed: number;
}

/** What travels through the queue. */
export type Job = ExperimentJob;

/** A job with its id: its kind and the hash of all that its result depends on, so that the same work is the same job. */
export interface Task {
  id: string;
  job: Job;
}

/** What a job is, for people. */
export function describeJob(job: Job): string {
  return `${job.experiment}: ${job.name}, seed ${job.seed}`;
}
