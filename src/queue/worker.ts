import { hostname } from 'node:os';
import { UnrecoverableError, WaitingError, Worker, type Job as QueuedJob } from 'bullmq';
import { prepareBoxes } from '../grading/box/prepare';
import { Apart, defaultJobLimits, JobError, type JobLimits } from './apart';
import { connect, withoutPassword } from './connect';
import { describeJob, type Job } from './job';
import { fetchedChecks } from './hidden-checks';
import { below, cancelKey, versionsKey } from './names';
import { readCourseKey, seal } from './sealed';
import { defaultStore, openStore } from './store';
import { allExperiments, codeVersion, root } from './version';

export interface WorkerOptions {
  /** The address of the Redis. */
  url: string;
  /** Jobs at a time. Default one. */
  jobs?: number;
  /** The folder of results, which several machines may share. */
  store?: string;
  limits?: Partial<JobLimits>;
  /** The file with the course's token, which opens hidden checks that this machine does not have. */
  tokenFile?: string;
  /** The file with the experiments. */
  experiments?: string;
  /** Ends the worker; jobs that run are given back to the queue. */
  signal?: AbortSignal;
  /** After so many seconds without a sign of life a worker is taken for dead, and its jobs go to another. */
  patience?: number;
  onReady?: (text: string) => void;
  onNote?: (text: string) => void;
}

/** A job that takes a worker with it so often is given up. */
const MOST_DEATHS = 2;
const LOOK_MILLISECONDS = 1000;

/**
 * Does jobs of the queue until the signal ends it. Jobs compute in processes of their own, with limits; results go to the store and, for whoever
 * does not share it, through the queue. A job that is delivered twice is done once: the second time its result is there.
 *
 * @throws InputError when the Redis cannot be used, bubblewrap does not work here, or the token file holds no token
 */
export async function work(options: WorkerOptions): Promise<void> {
  const { jobs = 1, signal, patience = 30, experiments = allExperiments, onReady, onNote } = options;
  const limits = { ...defaultJobLimits(jobs), ...options.limits };
  const key = options.tokenFile === undefined ? undefined : readCourseKey(options.tokenFile);
  // Submissions are strangers' code, whoever queued them.
  await prepareBoxes(root, 'bubblewrap');
  const version = codeVersion(experiments);
  const store = openStore(options.store ?? defaultStore, version);
  const connection = await connect(options.url, {
    onLost: () => onNote?.('The Redis is gone: waiting for it to come back.'),
    onBack: () => onNote?.('The Redis is back.'),
  });

  const idle: Apart[] = [];

  const perform = async ({ id, data }: QueuedJob<Job>): Promise<unknown> => {
    const stop = new AbortController();
    const onEnding = (): void => stop.abort(new Error('The worker was stopped.'));
    signal?.addEventListener('abort', onEnding);
    const look = setInterval(() => {
      connection.get(cancelKey(id!)).then(
        (reason) => reason !== null && stop.abort(new Error(reason)),
        () => {},
      );
    }, LOOK_MILLISECONDS);
    let apart: Apart | undefined;
    try {
      const hidden = data.kind === 'grade' ? await fetchedChecks(connection, data, key) : undefined;
      apart = data.kind === 'grade' ? idle.pop() : undefined;
      if (apart?.alive !== true) apart = new Apart(limits, jobs);
      const done = await apart.do({ task: { id: id!, job: data }, experiments, hidden }, limits, stop.signal);
      const result = hidden === undefined ? done : seal(key!, id!, JSON.stringify(done));
      await store.write(id!, result);
      return result;
    } finally {
      clearInterval(look);
      signal?.removeEventListener('abort', onEnding);
      // Each run of an experiment has a process of its own, so that none depends on what ran before it.
      if (data.kind === 'grade' && apart?.alive) idle.push(apart);
      else apart?.end();
    }
  };

  const worker = new Worker<Job>(
    version,
    async (job, token) => {
      const what = describeJob(job.data);
      const started = performance.now();
      const kept = store.read(job.id!);
      if (kept !== undefined) {
        onNote?.(`${what}: its result is there already`);
        return kept;
      }
      onNote?.(`${what}: begun`);
      try {
        const result = await perform(job);
        onNote?.(`${what}: done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
        return result;
      } catch (error) {
        const { message } = error as Error;
        onNote?.(`${what}: ${message}`);
        if (signal?.aborted) {
          await job.moveToWait(token);
          throw new WaitingError();
        }
        throw error instanceof JobError && error.final ? new UnrecoverableError(message) : error;
      }
    },
    {
      connection,
      ...below,
      name: `${hostname()}-${process.pid}`,
      concurrency: jobs,
      lockDuration: patience * 1000,
      stalledInterval: (patience * 1000) / 2,
      maxStalledCount: MOST_DEATHS,
      // Results wait a week for whoever queued the job.
      removeOnComplete: { age: 7 * 24 * 3600 },
    },
  );
  worker.on('error', () => {}); // a Redis that goes away is told by the connection
  await worker.waitUntilReady();
  await connection.sadd(versionsKey, version);
  onReady?.(`Worker of version ${version} at ${withoutPassword(options.url)}: ${jobs} at a time.`);
  await new Promise<void>((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener('abort', () => resolve());
  });
  await worker.close();
  for (const apart of idle) apart.end();
  connection.disconnect();
}
