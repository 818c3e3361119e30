import * as tf from '@tensorflow/tfjs';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { expect, InputError } from '../base/errors';
import type { AugmentOptions } from './augment';
import type { Batches } from './batches';
import type { Faces } from './faces';
import type { Drawn, DrawnFrom, DrawJob } from './feed-worker';
import type { Sampler } from './sampler';
import { startWorker, workerCount } from './workers';

/** Files of aligned faces, any number of them, each decoded when its turn comes: see {@link feedAhead}. */
export interface FaceFiles {
  /** Path of each picture. Its middle square is scaled to the size. */
  files: string[];
  /** [files], the identity of each. */
  labels: ArrayLike<number>;
  /** Side of the square pictures in pixels. */
  size: number;
}

export interface FeedOptions {
  /** How pictures are varied; `augmentation(options, seed)` does the same in the main thread. None when left out. */
  augment?: { options: AugmentOptions; seed: number };
  /** Bytes that batches may take that are drawn ahead or being drawn. Default 256 MiB; one batch is always allowed. */
  memory?: number;
  /** Steps that are drawn ahead at most. Default 8. */
  ahead?: number;
  /** Threads that draw. By default all cores but one. */
  threads?: number;
  /**
   * Where given, a file that is missing or broken is replaced by another picture of the same person, and this is called with the
   * sentence about it, once per file. Left out, such a file ends the feed with its sentence.
   */
  onProblem?: (problem: string) => void;
}

/** A feed of batches. */
export interface Feed {
  /** For `fit`. The batch of a step is that of `pictureBatches`, bit for bit, and steps may be asked for in any order. */
  batches: Batches;
  /** Share of the time from the first batch to the latest that was spent waiting for one, 0 … 1. */
  waiting(): number;
  /** Ends the threads; batches that somebody still waits for are rejected. */
  close(): Promise<void>;
}

/**
 * Draws the batches of the next steps in threads while a step trains: reading and decoding files, augmenting and batching.
 * The threads know no tensors; a batch becomes one when it is asked for. A batch is a function of its step alone, so
 * asking for another step than the next one (to resume, say) works too, but that batch is not ready ahead of time.
 *
 * `fit` finishes its step before it stops, so a feed takes no signal: close it when training is over, however it ended.
 *
 *     const feed = feedAhead(faces, sampler, { augment: { options: standardAugmentation, seed } });
 *     try {
 *       await fit(model, feed.batches, options);
 *     } finally {
 *       await feed.close();
 *     }
 *
 * Pictures in memory are copied once into memory that threads share, unless they are there already ({@link shareFaces}). Of files no
 * more is in memory than the batches and one picture per thread. Does not look for faces in files: they must be aligned.
 *
 * @throws InputError (from `batches`) that names the file when one is missing or broken; with `onProblem` only when none can be read
 */
export function feedAhead(source: Faces | FaceFiles, sampler: Sampler, options: FeedOptions = {}): Feed {
  const { augment, memory = 256 * 2 ** 20, ahead = 8, threads = Math.max(1, workerCount() - 1), onProblem } = options;
  expect(Number.isInteger(ahead) && ahead > 0, `ahead is ${ahead}: give a whole number of steps from 1.`);
  expect(Number.isInteger(threads) && threads > 0, `threads is ${threads}: give a whole number from 1.`);
  const { size, labels } = source;
  const count = 'files' in source ? source.files.length : source.count;
  expect(labels.length === count, `There are ${labels.length} labels for ${count} pictures: pass one per picture.`);
  const from: DrawnFrom =
    'files' in source
      ? { size, files: source.files, labels: onProblem && Int32Array.from(labels), augment }
      : { size, pixels: shareFaces(source).pixels, augment };
  const drawers = startDrawers(from, threads);
  const planned = new Map<number, Drawing>();
  const toldOf = new Set<string>();
  const clock = { waited: 0, first: NaN, latest: NaN };

  const bytesOf = (indices: Int32Array): number => indices.length * size * size * 3 * Float32Array.BYTES_PER_ELEMENT;

  /** Has the steps from `step` on drawn, as many as the limits allow, and forgets those that nobody will ask for. */
  const plan = (step: number): void => {
    for (const [other, drawing] of planned) {
      if (drawing.isAskedFor || (other >= step && other < step + ahead)) continue;
      drawers.forget(drawing);
      planned.delete(other);
    }
    let bytes = 0;
    for (const { job } of planned.values()) bytes += bytesOf(job.indices);
    for (let next = step; next < step + ahead; next++) {
      if (planned.has(next)) continue;
      const indices = sampler(next);
      bytes += bytesOf(indices);
      if (bytes > memory && planned.size > 0 && next > step) break;
      planned.set(next, drawers.draw({ step: next, indices }));
    }
  };

  return {
    batches: async (step) => {
      const asked = performance.now();
      plan(step);
      const drawing = planned.get(step)!;
      drawing.isAskedFor = true;
      const { values, indices, problems } = await drawing.drawn.finally(() => planned.delete(step));
      for (const problem of problems) {
        if (toldOf.has(problem)) continue;
        toldOf.add(problem);
        onProblem?.(problem);
      }
      plan(step + 1);
      clock.latest = performance.now();
      if (Number.isNaN(clock.first)) clock.first = clock.latest;
      else clock.waited += clock.latest - asked;
      return {
        images: tf.tensor4d(values, [indices.length, size, size, 3]),
        labels: tf.tensor1d(
          Int32Array.from(indices, (index) => labels[index]),
          'int32',
        ),
      };
    },
    waiting: () => clock.waited / (clock.latest - clock.first) || 0,
    close: () => drawers.close(),
  };
}

/** The same faces with their pixels in memory that threads share. No copy when they are there already. */
export function shareFaces(faces: Faces): Faces {
  if (faces.pixels.buffer instanceof SharedArrayBuffer) return faces;
  const pixels = new Uint8Array(new SharedArrayBuffer(faces.pixels.length));
  pixels.set(faces.pixels);
  return { ...faces, pixels };
}

/** A batch that is drawn, or will be. */
interface Drawing {
  job: DrawJob;
  drawn: Promise<Required<Omit<Drawn, 'problem'>>>;
  settle: (drawn: Drawn) => void;
  fail: (error: Error) => void;
  /** Somebody waits for it: it must not be forgotten. */
  isAskedFor: boolean;
}

interface Drawers {
  draw(job: DrawJob): Drawing;
  /** Takes back steps that no thread has begun. */
  forget(drawing: Drawing): void;
  close(): Promise<void>;
}

/** Threads that draw one batch after the other, in the order asked for. */
function startDrawers(from: DrawnFrom, threads: number): Drawers {
  const waiting: Drawing[] = [];
  const running = new Map<Worker, Drawing>();
  let ended: Error | undefined;

  const end = (error: Error): void => {
    ended ??= error;
    for (const drawing of [...waiting.splice(0), ...running.values()]) drawing.fail(ended);
    running.clear();
  };
  const giveNext = (worker: Worker): void => {
    const next = waiting.shift();
    if (next === undefined) {
      // A thread without work does not keep the process alive.
      worker.unref();
      return;
    }
    running.set(worker, next);
    worker.ref();
    worker.postMessage(next.job);
  };
  const workers = Array.from({ length: threads }, () => {
    const worker = startWorker(join(__dirname, 'feed-worker.ts'), from);
    worker.unref();
    worker.on('message', (drawn: Drawn) => {
      // After the end, a batch that comes in late must not release the thread: it holds the process until `close` has returned.
      if (ended) return;
      running.get(worker)?.settle(drawn);
      running.delete(worker);
      giveNext(worker);
    });
    worker.on('error', end);
    worker.on('exit', () => end(new Error('A thread that draws batches has ended.')));
    return worker;
  });

  return {
    draw(job) {
      const drawing = drawingOf(job);
      if (ended) drawing.fail(ended);
      else waiting.push(drawing);
      const idle = workers.find((worker) => !running.has(worker));
      if (idle && !ended) giveNext(idle);
      return drawing;
    },
    forget(drawing) {
      const place = waiting.indexOf(drawing);
      if (place >= 0) waiting.splice(place, 1);
    },
    async close() {
      end(new Error('The feed of batches is closed.'));
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function drawingOf(job: DrawJob): Drawing {
  let [settle, fail]: [Drawing['settle'], Drawing['fail']] = [() => {}, () => {}];
  const drawn: Drawing['drawn'] = new Promise((resolve, reject) => {
    settle = ({ values, indices, problems, problem }) =>
      values ? resolve({ values, indices: indices!, problems: problems! }) : reject(new InputError(problem!));
    fail = reject;
  });
  // Drawn ahead, it may fail before anybody waits for it; whoever asks for the step gets the error.
  drawn.catch(() => {});
  return { job, drawn, settle, fail, isAskedFor: false };
}
