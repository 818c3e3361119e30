import { expect } from '../base/errors';
import { seeded } from '../base/random';
import { degrade } from './degrade';
import { selectFaces, type Faces } from './faces';

/** Which pictures lose their detail. */
export interface Mixture {
  /** Share of the pictures, 0 … 1; each picture by itself, so most people have both kinds. */
  share: number;
  /** As `degrade` takes it, in pixels. */
  resolution: number;
  seed: number;
}

/**
 * The same faces, a share of them as if taken with few pixels: two kinds of pictures that one projection has to serve at once.
 *
 * Throws when the share is not from 0 to 1, or the resolution is not one that `degrade` takes.
 */
export function mixedResolution(faces: Faces, { share, resolution, seed }: Mixture): Faces {
  expect(share >= 0 && share <= 1, `The share is ${share}, but it must be from 0 to 1: a half makes two equal kinds.`);
  const random = seeded(seed, 'mixed resolution');
  const chosen = Array.from({ length: faces.count }, (_, index) => index).filter(() => random.next() < share);
  const small = degrade(selectFaces(faces, chosen), resolution);
  const pixels = faces.pixels.slice();
  const length = faces.size * faces.size * 3;
  chosen.forEach((index, row) => pixels.set(small.pixels.subarray(row * length, (row + 1) * length), index * length));
  return { ...faces, pixels };
}
