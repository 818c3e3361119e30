import {
  isRecorded,
  runsOf,
  writeRecord,
  type Experiment,
  type Run,
  type RunChoice,
  type RunRecord,
} from '../experiments/record';

export interface ElsewhereOptions extends RunChoice {
  /** Does a run in another process and gives its record. Throws a `JobFailed` or `JobError` when that run has none. */
  perform: (run: Run) => Promise<unknown>;
  /** How many runs are handed over at a time. Default all. */
  atOnce?: number;
  folder?: string;
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

export interface ElsewhereOutcome {
  ran: number;
  skipped: number;
  failed: { run: string; reason: string }[];
  interrupted: boolean;
}

/**
 * Has the runs done that have no record yet, in the order of `runsOf`, and writes each record as soon as its run is done. A run that
 * fails is named with the reason, and the others go on.
 */
export async function recordElsewhere(
  experiment: Experiment<unknown, unknown>,
  { perform, atOnce = Infinity, folder, signal, onProgress, ...choice }: ElsewhereOptions,
): Promise<ElsewhereOutcome> {
  const runs = runsOf(experiment, choice);
  const missing = runs.filter((run) => !isRecorded(experiment, run, folder));
  const skipped = runs.length - missing.length;
  const failed: ElsewhereOutcome['failed'] = [];
  let ran = 0;
  if (missing.length > 0) onProgress?.(skipped, runs.length);
  const record = async (run: Run): Promise<void> => {
    try {
      await writeRecord((await perform(run)) as RunRecord<unknown, unknown>, folder);
      ran++;
      onProgress?.(skipped + ran, runs.length);
    } catch (error) {
      if (signal?.aborted) return;
      if (!['JobFailed', 'JobError'].includes((error as Error).name)) throw error;
      failed.push({ run: `${run.name}, seed ${run.seed}`, reason: (error as Error).message });
    }
  };
  const next = missing.values();
  const lane = async (): Promise<void> => {
    for (const run of next) {
      if (signal?.aborted) return;
      await record(run);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, missing.length) }, lane));
  return { ran, skipped, failed, interrupted: signal?.aborted === true };
}
