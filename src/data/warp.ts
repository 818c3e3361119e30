import type { Picture } from './image';

/** A 2×3 matrix [[a, c, tx], [b, d, ty]], row after row: maps (x, y) to (a·x + c·y + tx, b·x + d·y + ty). */
export type Affine = [[number, number, number], [number, number, number]];

/** More samples than this per side are not taken for one output pixel, however much a picture shrinks. */
const mostSamples = 16;

/**
 * Cuts `width` × `height` pixels out of a picture, turned and scaled as `toSource` says: it maps a point of the output to a
 * point of the source (pixel centres are at whole numbers).
 *
 * Bilinear; when the picture shrinks by a factor f each output pixel is the mean of ⌈f⌉ × ⌈f⌉ samples spread over it (at most
 * 16 × 16), so that fine texture averages out instead of turning into a pattern that was not there. Outside the source the
 * nearest edge pixel goes on.
 */
export function warp(source: Picture, toSource: Affine, width: number, height: number): Picture {
  const [[a, c, tx], [b, d, ty]] = toSource;
  const { width: sourceWidth, height: sourceHeight, pixels } = source;
  const right = sourceWidth - 1;
  const bottom = sourceHeight - 1;
  const shrink = Math.max(Math.hypot(a, b), Math.hypot(c, d));
  const samples = Math.min(mostSamples, Math.max(1, Math.ceil(shrink - 0.01)));
  const output = new Uint8Array(width * height * 3);
  const share = 1 / (samples * samples);
  let position = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let j = 0; j < samples; j++) {
        const v = y + (j + 0.5) / samples - 0.5;
        for (let i = 0; i < samples; i++) {
          const u = x + (i + 0.5) / samples - 0.5;
          const sx = Math.min(right, Math.max(0, a * u + c * v + tx));
          const sy = Math.min(bottom, Math.max(0, b * u + d * v + ty));
          const left = Math.floor(sx);
          const top = Math.floor(sy);
          const fx = sx - left;
          const fy = sy - top;
          const northWest = (top * sourceWidth + left) * 3;
          const east = left < right ? 3 : 0;
          const south = top < bottom ? sourceWidth * 3 : 0;
          const nw = (1 - fx) * (1 - fy);
          const ne = fx * (1 - fy);
          const sw = (1 - fx) * fy;
          const se = fx * fy;
          const northEast = northWest + east;
          const southWest = northWest + south;
          const southEast = southWest + east;
          red += nw * pixels[northWest] + ne * pixels[northEast] + sw * pixels[southWest] + se * pixels[southEast];
          green +=
            nw * pixels[northWest + 1] +
            ne * pixels[northEast + 1] +
            sw * pixels[southWest + 1] +
            se * pixels[southEast + 1];
          blue +=
            nw * pixels[northWest + 2] +
            ne * pixels[northEast + 2] +
            sw * pixels[southWest + 2] +
            se * pixels[southEast + 2];
        }
      }
      output[position++] = red * share + 0.5;
      output[position++] = green * share + 0.5;
      output[position++] = blue * share + 0.5;
    }
  }
  return { width, height, pixels: output };
}

/** A square of the picture; (0, 0) is the outer corner of its first pixel. It may reach beyond the picture. */
export interface Square {
  x: number;
  y: number;
  side: number;
}

/** The matrix that maps a point of a `size` × `size` output, which shows the square, to the picture: see {@link warp}. */
export function squareToSource({ x, y, side }: Square, size: number): Affine {
  const scale = side / size;
  return [
    [scale, 0, x + (scale - 1) / 2],
    [0, scale, y + (scale - 1) / 2],
  ];
}

/** The square of the picture, `size` × `size` pixels: see {@link warp} for shrinking and for what lies outside. */
export function cutSquare(picture: Picture, square: Square, size: number): Picture {
  return warp(picture, squareToSource(square, size), size, size);
}

/** One matrix that does what `inner` does and then what `outer` does. */
export function within(outer: Affine, inner: Affine): Affine {
  const [[a, c, tx], [b, d, ty]] = inner;
  const [[p, r, ux], [q, s, uy]] = outer;
  return [
    [p * a + r * b, p * c + r * d, p * tx + r * ty + ux],
    [q * a + s * b, q * c + s * d, q * tx + s * ty + uy],
  ];
}
