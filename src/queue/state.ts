import { Queue, type Job as QueuedJob } from 'bullmq';
import type { Redis } from 'ioredis';
import { describeJob } from './job';
import { below, cancelKey, cancelled, versionsKey } from './names';

/** One version of the code, and how many workers have it. */
export interface Version {
  version: string;
  workers: number;
}

/** The queue of one version of the code. */
export interface QueueState extends Version {
  waiting: number;
  running: string[];
  /** What waits for another attempt, with the reason why the last one failed. */
  retrying: Failure[];
  failed: Failure[];
  /** The job that has waited longest. */
  oldest?: { job: string; seconds: number };
}

/** Why a job has no result. */
export interface Failure {
  job: string;
  reason: string;
  attempts: number;
}

/** Every version that has a queue. */
export async function versionsOf(connection: Redis): Promise<Version[]> {
  const versions = (await connection.smembers(versionsKey)).sort();
  return Promise.all(
    versions.map(async (version) => ({
      version,
      workers: await using(connection, version, (queue) => queue.getWorkersCount()),
    })),
  );
}

/** The queues that hold something or have a worker. */
export async function queueStates(connection: Redis): Promise<QueueState[]> {
  const states: QueueState[] = [];
  for (const { version, workers } of await versionsOf(connection)) {
    const state = await using(connection, version, stateOf);
    const holds = state.waiting + state.running.length + state.retrying.length + state.failed.length > 0;
    if (holds || workers > 0) states.push({ version, workers, ...state });
  }
  return states;
}

async function stateOf(queue: Queue): Promise<Omit<QueueState, keyof Version>> {
  // What waits comes in the order in which it is taken; what was given back stands first.
  const [oldest] = await queue.getJobs(['waiting'], 0, 0, true);
  const failures = async (kind: 'delayed' | 'failed'): Promise<Failure[]> =>
    (await queue.getJobs([kind])).filter(Boolean).map(failureOf);
  return {
    waiting: await queue.getWaitingCount(),
    running: (await queue.getJobs(['active'])).filter(Boolean).map(({ data }) => describeJob(data)),
    retrying: await failures('delayed'),
    failed: await failures('failed'),
    ...(oldest && {
      oldest: { job: describeJob(oldest.data), seconds: Math.round((Date.now() - oldest.timestamp) / 1000) },
    }),
  };
}

function failureOf({ data, failedReason, attemptsMade }: QueuedJob): Failure {
  return { job: describeJob(data), reason: failedReason ?? '', attempts: attemptsMade };
}

/** Takes everything out of all queues, and tells the workers to end what they do. Gives how many jobs that were. */
export async function cancelAll(connection: Redis): Promise<number> {
  let count = 0;
  for (const { version } of await versionsOf(connection)) {
    count += await using(connection, version, async (queue) => {
      const jobs = await queue.getJobs(['waiting', 'delayed', 'active']);
      const ids = jobs.filter(Boolean).map(({ id }) => id!);
      await cancelJobs(connection, queue, ids, cancelled.forAll);
      return ids.length;
    });
  }
  return count;
}

/** Takes jobs out of the queue, and tells the worker of one that runs that nobody wants it any more. */
export async function cancelJobs(connection: Redis, queue: Queue, ids: string[], reason: string): Promise<void> {
  for (const id of ids) {
    await connection.set(cancelKey(id), reason, 'EX', 3600);
    // One that runs cannot be removed: its worker ends it.
    await queue.remove(id).catch(() => {});
  }
}

async function using<Result>(
  connection: Redis,
  version: string,
  use: (queue: Queue) => Promise<Result>,
): Promise<Result> {
  const queue = new Queue(version, { connection, ...below });
  queue.on('error', () => {}); // the connection tells
  try {
    return await use(queue);
  } finally {
    await queue.close();
  }
}
