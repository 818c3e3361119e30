import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkerSettings } from './a-worker';
import type { RealRedis } from './redis';

const root = join(__dirname, '..', '..');

/** Workers in processes of their own, and a folder, for each test of a suite. */
export interface Workers {
  /** Gives the worker once it is ready. `said` are its lines. */
  startWorker(settings?: Partial<WorkerSettings>): Promise<{ process: ChildProcess; said: string[] }>;
  /** Kills one by SIGKILL, or all. */
  kill(worker?: ChildProcess): Promise<void>;
  inFolder(...parts: string[]): string;
  /** What the runs of experiments have told. */
  lines(): string[];
  /** From now on no more runs end than so many of this test. */
  letEnd(most: number): void;
  until(condition: () => boolean | Promise<boolean>): Promise<void>;
}

/** Each test begins with an empty Redis and an empty folder. */
export function withWorkers(redis: () => RealRedis): Workers {
  let folder: string;
  const workers: ChildProcess[] = [];
  const log = (): string => join(folder, 'log');
  const lines = (): string[] => (existsSync(log()) ? readFileSync(log(), 'utf8').trim().split('\n') : []);
  const kill = async (worker?: ChildProcess): Promise<void> => {
    for (const each of worker ? [worker] : workers.splice(0)) {
      if (each.exitCode !== null || each.signalCode !== null) continue;
      const gone = once(each, 'exit');
      each.kill('SIGKILL');
      await gone;
    }
  };
  beforeEach(async () => {
    await redis().clear();
    folder = mkdtempSync(join(tmpdir(), 'facelab-queue-'));
  });
  afterEach(async () => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    kill,
    lines,
    letEnd: (most) => writeFileSync(`${log()}-most`, String(most)),
    inFolder: (...parts) => join(folder, ...parts),
    async startWorker(more) {
      const settings: WorkerSettings = { url: redis().url, store: join(folder, 'store'), ...more };
      const command = ['--require', 'tsx/cjs', join(__dirname, 'a-worker.ts'), JSON.stringify(settings)];
      const env = { ...process.env, FACELAB_ENGINE: 'cpu', FACELAB_TEST_LOG: log() };
      const worker = spawn(process.execPath, command, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
      workers.push(worker);
      const said: string[] = [];
      worker.stdout.setEncoding('utf8').on('data', (text: string) => said.push(...text.trim().split('\n')));
      await once(worker.stdout, 'data');
      return { process: worker, said };
    },
    async until(condition) {
      // Longer than any machine should need, shorter than the limit of a test, which names no condition.
      for (let tries = 0; tries < 1200; tries++) {
        if (await condition()) return;
        await sleep(100);
      }
      assert.fail(`It did not happen: ${condition}; ${lines()}`);
    },
  };
}
