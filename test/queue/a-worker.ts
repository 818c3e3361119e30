import { join } from 'node:path';
import { work, type WorkerOptions } from '../../src/queue/worker';

/** `killedAt`: what it says last, before it is killed. */
export type WorkerSettings = Pick<WorkerOptions, 'url' | 'store' | 'tokenFile' | 'patience'> & { killedAt?: string };

// A worker in a process of its own, so that tests can kill it.
const { killedAt, ...options } = JSON.parse(process.argv[2]) as WorkerSettings;
const stop = new AbortController();
process.on('SIGINT', () => stop.abort());
void work({
  ...options,
  experiments: join(__dirname, 'slow-experiments.ts'),
  signal: stop.signal,
  onReady: () => console.log('ready'),
  onNote: (text) => {
    console.log(text);
    if (killedAt !== undefined && text.endsWith(killedAt)) process.kill(process.pid, 'SIGKILL');
  },
});
