import { parentPort } from 'node:worker_threads';
import type { Identity } from './identity';
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
  let [number, person] = [NaN, {} as Identity];
  for (let index = from; index < to; index++) {
    const picture = index % picturesEach;
    if (number !== firstIdentity + (index - picture) / picturesEach) {
      number = firstIdentity + (index - picture) / picturesEach;
      person = personOf(seed, number);
    }
    const place = pixels.subarray((index - from) * length, (index - from + 1) * length);
    renderPicture(person, variationOf(seed, number, picture, hardness), size, place);
  }
  return pixels;
}

parentPort?.on('message', (job: RenderJob) => {
  const pixels = renderJob(job);
  parentPort!.postMessage(pixels, [pixels.buffer as ArrayBuffer]);
});
