import * as tf from '@tensorflow/tfjs';
import type { Knobs } from './knobs';
import { startRun, type Descriptors, type Labelled, type Run, type Snapshot } from './training';

/** What the page asks for. */
export type Order =
  | { kind: 'data'; descriptors: Descriptors }
  | { kind: 'start'; knobs: Knobs }
  | { kind: 'change'; knobs: Knobs }
  | { kind: 'steps'; count: number };

/** What the page is told: at most 60 times a second, and at the end of the steps that were asked for. */
export type News =
  | ({ kind: 'started' } & Labelled)
  | { kind: 'frame'; run: number; snapshot: Snapshot; stepsASecond: number; waiting: boolean }
  | { kind: 'failed'; sentence: string };

const scope = self as unknown as { postMessage(news: News): void; onmessage: (event: { data: Order }) => void };

let descriptors: Descriptors;
let run: Run | undefined;
let runs = 0;
let left = 0;
let wake: (() => void) | undefined;
let lastFrame = 0;
let [rateSince, rateSteps, rate] = [0, 0, 0];
let orders = Promise.resolve();

async function start(knobs: Knobs): Promise<void> {
  const mine = ++runs;
  left = 0;
  run?.stop();
  wake?.();
  await run?.ended.catch(() => {});
  run = await startRun(descriptors, knobs, {
    mayStep: async () => {
      while (left <= 0 && mine === runs) {
        rateSince = 0;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    onStep: async () => {
      if (mine !== runs) return;
      left--;
      const now = performance.now();
      if (rateSince === 0) [rateSince, rateSteps] = [now, 0];
      else if (++rateSteps && now - rateSince > 500) {
        rate = (1000 * rateSteps) / (now - rateSince);
        [rateSince, rateSteps] = [now, 0];
      }
      if (left > 0 && now - lastFrame < 15) return;
      lastFrame = now;
      await frame();
    },
  });
  run.ended.catch((error: Error) => scope.postMessage({ kind: 'failed', sentence: error.message }));
  scope.postMessage({ kind: 'started', labels: run.labels, truth: run.truth });
  await frame();
}

async function frame(): Promise<void> {
  const snapshot = await run!.snapshot();
  scope.postMessage({ kind: 'frame', run: runs, snapshot, stepsASecond: rate, waiting: left <= 0 });
}

async function obey(order: Order): Promise<void> {
  if (order.kind === 'data') {
    await tf.setBackend('cpu');
    Object.assign(tf.findBackend('cpu'), { firstUse: false });
    descriptors = order.descriptors;
  } else if (order.kind === 'start') await start(order.knobs);
  else if (order.kind === 'change') run?.change(order.knobs);
  else {
    left = order.count;
    wake?.();
  }
}

scope.onmessage = ({ data }) => {
  orders = orders
    .then(() => obey(data))
    .catch((error: Error) => scope.postMessage({ kind: 'failed', sentence: error.message }));
};
