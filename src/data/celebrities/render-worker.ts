import { parentPort } from 'node:worker_threads';
import { personOf, variationOf } from './people';
import { renderPicture } from './picture';

/** Pictures `from` … `to` − 1 of a set, counted person by person. */
export interface RenderJob {
  seed: number;
  firstIdentity: number;
  picturesEach: number;
  size: number;
  hardness: number;
  from: number;
  to: number;
}

/** Draws a job's pictures, [to − from, size, size, 3]. */
export function renderJob({ seed, firstIdentity, picturesEach, size, hardness, from, to }: RenderJob): Uint8Array {
  const length = size * size * 3;
  const pixels = new Uint8Array((to - from) * length);
  for (let index = from; index < to; index++) {
    const number = firstIdentity + Math.floor(index / picturesEach);
    const variation = variationOf(seed, number, index % picturesEach, hardness);
    pixels.set(renderPicture(personOf(seed, number), variation, size), (index - from) * length);
  }
  return pixels;
}

parentPort?.on('message', (job: RenderJob) => {
  const pixels = renderJob(job);
  parentPort!.postMessage(pixels, [pixels.buffer as ArrayBuffer]);
});
