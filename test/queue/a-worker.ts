import { join } from 'node:path';
import { work } from '../../src/queue/worker';

// A worker in a process of its own, so that tests can kill it: `a-worker.ts ADDRESS STORE [TOKEN-FILE]`.
const [url, store, tokenFile] = process.argv.slice(2);
const stop = new AbortController();
process.on('SIGINT', () => stop.abort());
void work({
  url,
  store,
  tokenFile,
  experiments: join(__dirname, 'slow-experiments.ts'),
  patience: 3,
  signal: stop.signal,
  onReady: () => console.log('ready'),
  onNote: (text) => console.log(text),
});
