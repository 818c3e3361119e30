import { spawn, type ChildProcess } from 'node:child_process';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { descendants, usage } from '../grading/box/usage';
import type { Order, Reply } from './child';
import { root } from './version';

/** What one job may take. */
export interface JobLimits {
  /** Minutes on the clock. */
  minutes: number;
  /** Memory of its process and all that it starts, in MiB. */
  memoryMiB: number;
}

const LOOK_MILLISECONDS = 500;

/** What a job may take unless somebody says otherwise: three hours, and the machine's memory shared among the jobs. */
export function defaultJobLimits(jobs: number): JobLimits {
  return { minutes: 180, memoryMiB: Math.max(1024, Math.floor((totalmem() / 1024 / 1024) * (0.8 / jobs))) };
}

/** The threads that TensorFlow uses in each of so many jobs at a time. */
export function threadsOfJob(jobs: number): number {
  return Math.max(1, Math.floor(availableParallelism() / jobs));
}

/** A job has no result. `final` when another attempt would end the same way. */
export class JobError extends Error {
  constructor(
    reason: string,
    readonly final: boolean,
  ) {
    super(reason);
    this.name = 'JobError';
  }
}

/**
 * A process that does one job after the other, so that whoever holds the jobs keeps answering while they compute. It ends with the
 * process that started it, however that ends.
 */
export class Apart {
  private readonly child: ChildProcess;
  private errorText = '';
  private ended = false;

  /** @param jobs how many such processes there are at a time: they share the processor's threads */
  constructor({ memoryMiB }: JobLimits, jobs: number) {
    const heap = `--max-old-space-size=${memoryMiB}`;
    this.child = spawn(process.execPath, [heap, '--require', 'tsx/cjs', join(__dirname, 'child.ts')], {
      cwd: root,
      env: {
        TF_NUM_INTRAOP_THREADS: `${threadsOfJob(jobs)}`,
        ...process.env,
        TSX_TSCONFIG_PATH: join(root, 'tsconfig.json'),
      },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.errorText = (this.errorText + text).slice(-5000);
    });
    this.child.on('error', (error) => (this.errorText += error.message));
    this.child.on('close', () => (this.ended = true));
  }

  get alive(): boolean {
    return !this.ended && this.child.connected;
  }

  /** @throws JobError when the job has no result: it failed, passed a limit, or the signal ended it */
  async do(order: Order, { minutes, memoryMiB }: JobLimits, signal: AbortSignal): Promise<unknown> {
    const started = performance.now();
    let stopped: JobError | undefined;
    const stop = (reason: string): void => {
      stopped ??= new JobError(reason, true);
      this.end();
    };
    const look = setInterval(() => {
      if (performance.now() - started > minutes * 60_000) stop(`It took more than ${minutes} minutes and was stopped.`);
      if (usage(this.child.pid).bytes > memoryMiB * 1024 * 1024) {
        stop(`It took more than ${memoryMiB} MiB of memory and was stopped.`);
      }
    }, LOOK_MILLISECONDS);
    const onAbort = (): void => stop(String((signal.reason as Error)?.message ?? signal.reason));
    signal.addEventListener('abort', onAbort);
    let onClose: (code: number | null, name: string | null) => void = () => {};
    try {
      const reply = await new Promise<Reply>((resolve, reject) => {
        this.child.once('message', resolve);
        onClose = (code, name) => reject(new JobError(this.howEnded(code, name), false));
        this.child.once('close', onClose);
        if (signal.aborted) onAbort();
        else this.child.send(order, (error) => error && reject(new JobError(error.message, false)));
      });
      if ('reason' in reply) throw new JobError(reply.reason, reply.final);
      return reply.result;
    } catch (error) {
      throw stopped ?? error;
    } finally {
      clearInterval(look);
      signal.removeEventListener('abort', onAbort);
      this.child.removeAllListeners('message');
      this.child.off('close', onClose);
    }
  }

  /** Ends it and all that it has started. */
  end(): void {
    const { pid } = this.child;
    if (pid === undefined || this.ended) return;
    for (const below of descendants(pid)) {
      try {
        process.kill(below, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    }
    this.child.kill('SIGKILL');
  }

  private howEnded(code: number | null, name: string | null): string {
    const how = name === null ? `exit code ${code}` : `signal ${name}`;
    const last = this.errorText.trim().split('\n').at(-1) ?? '';
    return `The process of the job ended (${how}) before it gave a result${last === '' ? '.' : `: ${last}`}`;
  }
}
