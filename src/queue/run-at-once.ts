import type { Experiment, RunChoice } from '../experiments/record';
import { Apart, defaultJobLimits } from './apart';
import { experimentId } from './perform';
import { recordElsewhere, type ElsewhereOutcome } from './record-elsewhere';
import { allExperiments } from './version';

export interface AtOnceOptions extends RunChoice {
  /** How many runs at a time. */
  jobs: number;
  /** Where the records go. Default: where they belong. */
  folder?: string;
  /** The file with the experiments. */
  experiments?: string;
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

/**
 * As `runExperiment`, with several runs at a time, each in a process of its own that computes with its share of the processor's threads.
 *
 * A step of a small network is many short operations, and two threads cannot divide a short one well: two runs at a time with one
 * thread each end sooner than one after the other with two. The last digits depend on the number of threads.
 */
export async function runAtOnce(
  experiment: Experiment<unknown, unknown>,
  { jobs, experiments = allExperiments, signal = new AbortController().signal, ...options }: AtOnceOptions,
): Promise<ElsewhereOutcome> {
  const limits = defaultJobLimits(jobs);
  return recordElsewhere(experiment, {
    ...options,
    signal,
    atOnce: jobs,
    perform: async (run) => {
      const apart = new Apart(limits, jobs);
      try {
        const job = { kind: 'experiment', experiment: experiment.name, ...run } as const;
        return await apart.do({ task: { id: experimentId(experiment, run), job }, experiments }, limits, signal);
      } finally {
        apart.end();
      }
    },
  });
}
