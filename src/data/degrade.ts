import { expect } from '../base/errors';
import { pictureOf, type Faces } from './faces';
import { cutSquare } from './warp';

/**
 * The same faces as if taken with `resolution` × `resolution` pixels: each picture is shrunk (every pixel the mean of what it
 * covers) and brought back to its size bilinearly, so that networks for the size take it. Fine detail is lost for good.
 *
 * Throws when the resolution is not a whole number from 1 to the faces' size; at that size it is a copy. Noise and the
 * compression of real small pictures are not imitated.
 */
export function degrade(faces: Faces, resolution: number): Faces {
  const { size, count } = faces;
  expect(
    Number.isInteger(resolution) && resolution >= 1 && resolution <= size,
    `The resolution must be a whole number from 1 to the faces' size of ${size} pixels, but it is ${resolution}.`,
  );
  const pixels = faces.pixels.slice();
  for (let index = 0; index < count && resolution < size; index++) {
    const small = cutSquare(pictureOf(faces, index), { x: 0, y: 0, side: size }, resolution);
    const restored = cutSquare(small, { x: 0, y: 0, side: resolution }, size);
    pixels.set(restored.pixels, index * size * size * 3);
  }
  return { ...faces, pixels };
}
