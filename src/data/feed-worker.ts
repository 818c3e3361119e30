import { parentPort, workerData } from 'node:worker_threads';
import { InputError } from '../base/errors';
import { augmentation, type AugmentOptions } from './augment';
import { readSquare } from './crop';

/** The pictures from which a thread of `feed.ts` draws batches. */
export interface DrawnFrom {
  size: number;
  /** Pictures in shared memory, [count, size, size, 3] … */
  pixels?: Uint8Array;
  /** … or files of aligned faces. */
  files?: string[];
  /** [files], the identity of each, where a broken picture is to be replaced by another one of the same person. */
  labels?: Int32Array;
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
  /** [batch], the pictures that are in the batch: those asked for, but for broken ones. */
  indices?: Int32Array;
  /** A sentence about each picture that was replaced. */
  problems?: string[];
}

/** Pictures that this thread found broken, with the sentence about each. */
const broken = new Map<number, string>();

/** The picture itself; where it may be replaced, then those of the same person and those of anybody, each in the order of the files. */
function* candidates(index: number, count: number, labels: Int32Array | undefined): Generator<number> {
  yield index;
  if (labels === undefined) return;
  for (const isWanted of [true, false]) {
    for (let step = 1; step < count; step++) {
      const other = (index + step) % count;
      if ((labels[other] === labels[index]) === isWanted) yield other;
    }
  }
}

/** Reads the first candidate that can be read. Which one depends on the files alone, so that a resumed run draws the same. */
async function readOrReplace(
  { files, labels, size }: DrawnFrom,
  index: number,
): Promise<{ index: number; pixels: Uint8Array }> {
  for (const candidate of candidates(index, files!.length, labels)) {
    if (broken.has(candidate)) continue;
    try {
      return { index: candidate, pixels: (await readSquare(files![candidate], size)).pixels };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      broken.set(candidate, error.message);
    }
  }
  throw new InputError(broken.get(index)!);
}

async function draw(from: DrawnFrom, { step, indices }: DrawJob): Promise<Required<Omit<Drawn, 'problem'>>> {
  const { size, pixels, files, augment } = from;
  const length = size * size * 3;
  const vary = augment && augmentation(augment.options, augment.seed);
  const varied = new Uint8Array(length);
  const values = new Float32Array(indices.length * length);
  const drawnIndices = indices.slice();
  const problems: string[] = [];
  for (let position = 0; position < indices.length; position++) {
    const index = indices[position];
    let picture: Uint8Array;
    if (files) {
      const read = await readOrReplace(from, index);
      picture = read.pixels;
      drawnIndices[position] = read.index;
      if (read.index !== index) problems.push(broken.get(index)!);
    } else {
      picture = pixels!.subarray(index * length, (index + 1) * length);
    }
    vary?.(picture, size, step, position, varied);
    const drawn = vary ? varied : picture;
    const start = position * length;
    for (let i = 0; i < length; i++) values[start + i] = (drawn[i] - 127.5) / 127.5;
  }
  return { values, indices: drawnIndices, problems };
}

parentPort?.on('message', async (job: DrawJob) => {
  try {
    const drawn = await draw(workerData as DrawnFrom, job);
    parentPort!.postMessage(drawn satisfies Drawn, [drawn.values.buffer as ArrayBuffer]);
  } catch (error) {
    // Anything but a bad picture is a defect: it ends the thread, and the feed reports it.
    if (!(error instanceof InputError)) throw error;
    parentPort!.postMessage({ problem: error.message } satisfies Drawn);
  }
});
