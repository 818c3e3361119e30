import { runsOf, isRecorded, type Experiment, type RunChoice } from '../experiments/record';
import { openBatch, type Batch, type BatchOptions } from './batch';
import { withoutPassword } from './connect';
import { experimentId } from './perform';
import { recordElsewhere, type ElsewhereOutcome } from './record-elsewhere';

export interface QueuedOptions extends RunChoice, BatchOptions {
  /** Where the records go. Default: where they belong. */
  folder?: string;
  onProgress?: (done: number, total: number) => void;
}

/** As `runExperiment`, with the runs done by workers, all at the same time. A run that the workers gave up is named with the reason. */
export async function runQueuedExperiment(
  experiment: Experiment<unknown, unknown>,
  { folder, onProgress, seeds, seed, only, ...queue }: QueuedOptions,
): Promise<ElsewhereOutcome> {
  withoutPassword(queue.url); // a wrong address is said even where nothing is left to do
  const choice = { seeds, seed, only };
  const isDone = runsOf(experiment, choice).every((run) => isRecorded(experiment, run, folder));
  const batch: Batch | undefined = isDone ? undefined : await openBatch(queue);
  try {
    return await recordElsewhere(experiment, {
      ...choice,
      folder,
      signal: queue.signal,
      onProgress,
      perform: (run) => {
        const job = { kind: 'experiment', experiment: experiment.name, ...run } as const;
        return batch!.result({ id: experimentId(experiment, run), job });
      },
    });
  } finally {
    await batch?.close();
  }
}
