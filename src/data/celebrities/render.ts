import path from 'node:path';
import { expect } from '../../base/errors';
import { breathe, type Watched } from '../../base/watched';
import type { Faces } from '../faces';
import { inWorkers } from '../workers';
import { drawnKnowledge, type World } from './knowledge';
import { everydayHardness } from './people';
import { type RenderJob, renderJob } from './render-worker';

/** What to draw; see {@link renderCelebrities}. */
export interface RenderOptions extends World, Watched {}

/** Pictures that a thread draws before it answers. */
const atOnce = 32;

/** A thread takes as long to start as this many pictures to be drawn: fewer are drawn here, so many more are worth one thread. */
const worthAThread = 96;

/**
 * Draws people who do not exist, aligned, with what is known of each picture in `attributes`. The same options give the same
 * pixels, on any number of threads. A few pictures are drawn in this thread, more in as many threads as the machine has
 * cores. Throws a sentence about options out of range, and the signal's reason when interrupted.
 */
export async function renderCelebrities(options: RenderOptions): Promise<Faces> {
  const {
    identities,
    picturesEach,
    size,
    seed,
    firstIdentity = 0,
    hardness = everydayHardness,
    signal,
    onProgress,
  } = options;
  for (const [name, value] of Object.entries({ identities, picturesEach, size })) {
    expect(Number.isInteger(value) && value > 0, `${name} is ${value}, but it must be a positive whole number.`);
  }
  expect(
    size >= 16 && size <= 4096,
    `size is ${size}, but pictures are drawn with sides of 16 to 4096 pixels: pass a number between.`,
  );
  expect(
    hardness >= 0 && hardness <= 1,
    `hardness is ${hardness}, but it must be from 0 (passport) to 1 (in the wild).`,
  );
  expect(
    Number.isInteger(firstIdentity) && firstIdentity >= 0,
    `firstIdentity is ${firstIdentity}, but people are numbered from 0: pass a whole number from 0.`,
  );
  signal?.throwIfAborted();
  const count = identities * picturesEach;
  const length = size * size * 3;
  const pixels = new Uint8Array(count * length);
  const here = count <= worthAThread;
  const each = here ? 4 : atOnce;
  const jobs = Array.from({ length: Math.ceil(count / each) }, (_, job): RenderJob => {
    const from = job * each;
    return { seed, firstIdentity, picturesEach, size, hardness, from, to: Math.min(from + each, count) };
  });
  let done = 0;
  const take = (drawn: Uint8Array, { from, to }: RenderJob): void => {
    pixels.set(drawn, from * length);
    done += to - from;
    onProgress?.(done, count);
  };
  if (here) {
    for (const job of jobs) {
      signal?.throwIfAborted();
      take(renderJob(job), job);
      await breathe();
    }
  } else {
    const threads = Math.ceil(count / worthAThread);
    await inWorkers(path.join(__dirname, 'render-worker.ts'), jobs, take, { signal, threads });
  }

  return { pixels, ...drawnKnowledge({ ...options, firstIdentity, hardness }) };
}
