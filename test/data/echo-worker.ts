import { parentPort } from 'node:worker_threads';

/** A thread that the tests hand numbers to: it squares them, and fails at 13. */
parentPort?.on('message', (value: number) => {
  if (value === 13) throw new Error('13 is unlucky');
  parentPort!.postMessage(value * value);
});
