import { setTimeout as sleep } from 'node:timers/promises';
import { Queue, type JobsOptions } from 'bullmq';
import { InputError } from '../base/errors';
import { connect, withoutPassword } from './connect';
import type { Job, Task } from './job';
import { below, cancelKey, cancelled, versionsKey } from './names';
import { cancelJobs, versionsOf } from './state';
import { defaultStore, openStore } from './store';
import { allExperiments, codeVersion } from './version';

export interface BatchOptions {
  /** The address of the Redis. */
  url: string;
  /** The folder of results, which may be the one of the workers. */
  store?: string;
  /** The file with the experiments. */
  experiments?: string;
  /** Cancels what is queued and not yet done. */
  signal?: AbortSignal;
  onNote?: (text: string) => void;
}

/** What lies in the Redis beside the jobs that need it, for a week after it was last asked for. */
export interface Attachment {
  key: string;
  value: string;
}

/** Jobs that somebody waits for. */
export interface Batch {
  /**
   * The result of a job, from the store, from an earlier job that is the same, or from a worker. Rejected with a {@link JobFailed} when the
   * workers gave it up, with the signal's reason when it was cancelled.
   */
  result(task: Task, attachment?: Attachment): Promise<unknown>;
  close(): Promise<void>;
}

/** The workers gave a job up, after all attempts. The message says why. */
export class JobFailed extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'JobFailed';
  }
}

interface Waiting {
  job: Job;
  attachment?: Attachment;
  isAdded: boolean;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

const LOOK_MILLISECONDS = 500;
/** Between two questions whether anybody works. */
const QUESTION_MILLISECONDS = 10_000;
const WEEK = 7 * 24 * 3600;
const attempts = 3;
const jobOptions: JobsOptions = { attempts, backoff: { type: 'exponential', delay: 1000 } };

/**
 * Opens the queue for whoever has jobs. What is queued stays there when this process is killed or the Redis starts again: the same
 * jobs, asked for again, go on where they were.
 *
 * @throws InputError when the Redis cannot be used, or only workers of other versions of the code are there
 */
export async function openBatch(options: BatchOptions): Promise<Batch> {
  const { url, signal, onNote } = options;
  const version = codeVersion(options.experiments ?? allExperiments);
  const store = openStore(options.store ?? defaultStore, version);
  const shown = withoutPassword(url);
  const connection = await connect(url, {
    onLost: () => onNote?.(`The Redis at ${shown} is gone: waiting for it to come back.`),
    onBack: () => onNote?.(`The Redis at ${shown} is back.`),
  });
  const queue = new Queue(version, { connection, ...below });
  queue.on('error', () => {}); // a Redis that goes away is told by the connection
  const waiting = new Map<string, Waiting>();
  let closed = false;

  /** Why nobody does jobs of this version; undefined when somebody does. */
  const whyNobody = async (): Promise<{ others: boolean; text: string } | undefined> => {
    const working = (await versionsOf(connection)).filter(({ workers }) => workers > 0);
    if (working.some((each) => each.version === version)) return undefined;
    const others = working.map((each) => each.version).join(', ');
    const text =
      others === ''
        ? `Nobody works at ${shown} yet: start npx facelab worker --queue ${shown}.`
        : `The workers at ${shown} have other sources (version ${others}) than this folder (version ${version}): bring both to the same commit and start the workers again.`;
    return { others: others !== '', text };
  };

  const add = async (id: string, each: Waiting): Promise<void> => {
    const known = await queue.getJob(id);
    // What failed or was cancelled before is tried again.
    if (known !== undefined && (await known.isFailed())) await known.remove();
    await connection.del(cancelKey(id));
    const { attachment } = each;
    if (attachment && (await connection.expire(attachment.key, WEEK)) === 0)
      await connection.set(attachment.key, attachment.value, 'EX', WEEK);
    await queue.add(each.job.kind, each.job, { ...jobOptions, jobId: id });
    each.isAdded = true;
  };

  const lookAt = async (id: string, each: Waiting): Promise<void> => {
    // A Redis that is killed forgets its last second: then the job is unknown.
    const state = each.isAdded ? await queue.getJobState(id) : 'unknown';
    if (state === 'unknown') {
      const isCancelled = each.isAdded && (await connection.get(cancelKey(id))) === cancelled.forAll;
      if (!isCancelled) return add(id, each);
      waiting.delete(id);
      return each.reject(new JobFailed(cancelled.forAll));
    }
    if (state !== 'completed' && state !== 'failed') return;
    const job = await queue.getJob(id);
    const result = store.read(id) ?? job?.returnvalue ?? undefined;
    if (state === 'failed' && job?.failedReason === cancelled.byOne) return add(id, each); // by somebody else
    if (state === 'completed' && result === undefined) return;
    if (!waiting.delete(id)) return; // cancelled meanwhile
    if (state === 'failed') return each.reject(new JobFailed(job?.failedReason ?? ''));
    if (store.read(id) === undefined) await store.write(id, result).catch(each.reject);
    each.resolve(result);
  };

  const look = async (): Promise<void> => {
    let told = '';
    let asked = -Infinity;
    while (!closed) {
      try {
        if (waiting.size > 0 && performance.now() - asked > QUESTION_MILLISECONDS) {
          asked = performance.now();
          const text = (await whyNobody())?.text ?? '';
          if (text !== '' && text !== told) onNote?.(text);
          told = text;
        }
        await Promise.all([...waiting].map(([id, each]) => lookAt(id, each)));
      } catch (error) {
        if (closed) return;
        const refused = new InputError(`The Redis at ${shown} refuses: ${(error as Error).message}`);
        for (const { reject } of waiting.values()) reject(refused);
        waiting.clear();
      }
      await sleep(LOOK_MILLISECONDS);
    }
  };

  const cancel = async (): Promise<void> => {
    const ids = [...waiting.keys()];
    for (const { reject } of waiting.values()) reject(signal!.reason);
    waiting.clear();
    await cancelJobs(connection, queue, ids, cancelled.byOne).catch(() => {});
  };

  const nobody = await whyNobody();
  if (nobody?.others) {
    await queue.close();
    connection.disconnect();
    throw new InputError(nobody.text);
  }
  await connection.sadd(versionsKey, version);
  let cancelling = Promise.resolve();
  signal?.addEventListener('abort', () => (cancelling = cancel()));
  const looking = look();
  return {
    async result({ id, job }, attachment) {
      const kept = store.read(id);
      if (kept !== undefined) return kept;
      signal?.throwIfAborted();
      return new Promise((resolve, reject) => waiting.set(id, { job, attachment, isAdded: false, resolve, reject }));
    },
    async close() {
      // While the Redis is away, nothing can be cancelled there.
      await Promise.race([cancelling, sleep(3000)]);
      closed = true;
      connection.disconnect();
      await looking;
      await queue.close().catch(() => {});
    },
  };
}
