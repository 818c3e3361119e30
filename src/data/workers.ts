import os from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Watched } from '../base/watched';

/**
 * Starts a TypeScript file in a thread of its own. Threads decode and draw; tensors stay in the main thread. The loader is
 * named explicitly, because a thread that a notebook's kernel starts does not inherit one that reads TypeScript.
 */
export function startWorker(file: string, workerData?: unknown): Worker {
  return new Worker(file, { workerData, execArgv: ['--require', require.resolve('tsx/cjs')] });
}

/** How many threads are worth starting on this machine. */
export function workerCount(): number {
  return Math.max(1, Math.min(8, os.availableParallelism()));
}

/** How long a thread that has done its work waits for more at most, in milliseconds. */
const patience = 10_000;

/** Threads that wait, by file. Their code is loaded and compiled; they keep no process running. */
const resting = new Map<string, Set<Worker>>();

/** A thread of the file that waits, or a new one. */
function wakeWorker(file: string): Worker {
  const [worker] = resting.get(file) ?? [];
  if (worker === undefined) return startWorker(file);
  resting.get(file)!.delete(worker);
  deafen(worker);
  worker.ref();
  return worker;
}

function restWorker(file: string, worker: Worker): void {
  const others = resting.get(file) ?? new Set();
  resting.set(file, others.add(worker));
  deafen(worker);
  worker.unref();
  const stop = (): void => void (others.delete(worker) && worker.terminate());
  worker.on('error', stop);
  worker.on('exit', stop);
  setTimeout(stop, patience).unref();
}

function deafen(worker: Worker): void {
  for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
}

/**
 * Hands jobs to threads of one file, each thread taking the next job when it is done with the last: a thread must answer
 * every message with one message. Answers are handled as they come. At the end threads rest for some seconds in case there
 * is more to do; on a signal (throwing its reason), or when a thread or the handler fails, all are stopped. A thread takes a while
 * to start, and to compile what it runs often: ask for few `threads` when there is little to do.
 */
export async function inWorkers<Job, Answer>(
  file: string,
  jobs: Job[],
  handle: (answer: Answer, job: Job) => void,
  { signal, onProgress, threads = workerCount() }: { threads?: number } & Watched = {},
): Promise<void> {
  signal?.throwIfAborted();
  const count = Math.max(1, Math.min(threads, workerCount(), jobs.length));
  const workers = Array.from({ length: jobs.length === 0 ? 0 : count }, () => wakeWorker(file));
  let [next, handled] = [0, 0];
  let done = false;
  let onAbort: (() => void) | undefined;
  try {
    await Promise.race([
      new Promise<never>((_, reject) => {
        onAbort = () => reject(signal!.reason);
        signal?.addEventListener('abort', onAbort);
      }),
      Promise.all(
        workers.map(
          (worker) =>
            new Promise<void>((resolve, reject) => {
              let job: Job;
              const giveNext = (): void => {
                if (next === jobs.length) return resolve();
                job = jobs[next++];
                worker.postMessage(job);
              };
              worker.on('message', (answer: Answer) => {
                try {
                  handle(answer, job);
                  onProgress?.(++handled, jobs.length);
                  giveNext();
                } catch (error) {
                  reject(error);
                }
              });
              worker.on('error', reject);
              worker.on('exit', (code) => reject(new Error(`A worker thread ended with code ${code}.`)));
              giveNext();
            }),
        ),
      ),
    ]);
    done = true;
  } finally {
    if (onAbort) signal?.removeEventListener('abort', onAbort);
    if (done) for (const worker of workers) restWorker(file, worker);
    else await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
