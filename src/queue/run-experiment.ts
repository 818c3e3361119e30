import {
  isRecorded,
  runsOf,
  writeRecord,
  type Experiment,
  type RunChoice,
  type RunRecord,
} from '../experiments/record';
import { openBatch, type BatchOptions } from './batch';
import { withoutPassword } from './connect';
import { experimentId } from './perform';

export interface QueuedOptions extends RunChoice, BatchOptions {
  /** Where the records go. Default: where they belong. */
  folder?: string;
  onProgress?: (done: number, total: number) => void;
}

/**
 * As `runExperiment`, with the runs done by workers, all at the same time. A record is written as soon as its run is done. A run
 * that the workers gave up is named with the reason, and the others go on.
 */
export async function runQueuedExperiment(
  experiment: Experiment<unknown, unknown>,
  { folder, onProgress, seeds, seed, only, ...options }: QueuedOptions,
): Promise<{ ran: number; skipped: number; failed: { run: string; reason: string }[]; interrupted: boolean }> {
  withoutPassword(options.url); // a wrong address is said even where nothing is left to do
  const runs = runsOf(experiment, { seeds, seed, only });
  const missing = runs.filter((run) => !isRecorded(experiment, run, folder));
  const failed: { run: string; reason: string }[] = [];
  let done = runs.length - missing.length;
  const skipped = done;
  if (missing.length === 0) return { ran: 0, skipped, failed, interrupted: false };
  const batch = await openBatch(options);
  try {
    await Promise.all(
      missing.map(async (run) => {
        try {
          const { name, seed } = run;
          const job = { kind: 'experiment', experiment: experiment.name, name, seed } as const;
          const record = await batch.result({ id: experimentId(experiment, run), job });
          await writeRecord(record as RunRecord<unknown, unknown>, folder);
          done++;
          onProgress?.(done, runs.length);
        } catch (error) {
          if (options.signal?.aborted) return;
          if ((error as Error).name !== 'JobFailed') throw error;
          failed.push({ run: `${run.name}, seed ${run.seed}`, reason: (error as Error).message });
        }
      }),
    );
  } finally {
    await batch.close();
  }
  return { ran: done - skipped, skipped, failed, interrupted: options.signal?.aborted === true };
}
