import { parentPort, workerData } from 'node:worker_threads';
import { InputError } from '../base/errors';
import { augmentation, type AugmentOptions } from './augment';
import { readSquare } from './crop';

/** What a thread of `feed.ts` draws batches from. */
export interface DrawnFrom {
  size: number;
  /** Pictures in shared memory, [count, size, size, 3] … */
  pixels?: Uint8Array;
  /** … or files of aligned faces. */
  files?: string[];
  augment?: { options: AugmentOptions; seed: number };
}

/** The pictures of a step's batch. */
export interface DrawJob {
  step: number;
  indices: Int32Array;
}

/** The batch as numbers in [−1, 1], [batch, size, size, 3], or the sentence about a picture that cannot be used. */
export interface Drawn {
  values?: Float32Array;
  problem?: string;
}

async function draw({ size, pixels, files, augment }: DrawnFrom, { step, indices }: DrawJob): Promise<Float32Array> {
  const length = size * size * 3;
  const vary = augment && augmentation(augment.options, augment.seed);
  const varied = new Uint8Array(length);
  const values = new Float32Array(indices.length * length);
  for (let position = 0; position < indices.length; position++) {
    const index = indices[position];
    const picture = files
      ? (await readSquare(files[index], size)).pixels
      : pixels!.subarray(index * length, (index + 1) * length);
    vary?.(picture, size, step, position, varied);
    const drawn = vary ? varied : picture;
    const start = position * length;
    for (let i = 0; i < length; i++) values[start + i] = (drawn[i] - 127.5) / 127.5;
  }
  return values;
}

parentPort?.on('message', async (job: DrawJob) => {
  try {
    const values = await draw(workerData as DrawnFrom, job);
    parentPort!.postMessage({ values } satisfies Drawn, [values.buffer as ArrayBuffer]);
  } catch (error) {
    // Anything else than a bad picture is a defect: it ends the thread, and the feed says so.
    if (!(error instanceof InputError)) throw error;
    parentPort!.postMessage({ problem: error.message } satisfies Drawn);
  }
});
