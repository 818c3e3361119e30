import { expect } from '../base/errors';
import { seeded, type Random } from '../base/random';

/** How far a training picture may be varied. What is left out does not happen; none of it leaves the picture as it is. */
export interface AugmentOptions {
  /** Probability of the mirror image. */
  flip?: number;
  /** Largest shift to each side, as a share of the size: 0.05 is ±5 %. */
  shift?: number;
  /** Largest zoom in and out: 0.1 is between 1/1.1 and 1.1. */
  scale?: number;
  /** Largest rotation to each side, in radians. */
  rotation?: number;
  /** Largest change of brightness, as a share of white: 0.2 adds −51 … 51. */
  brightness?: number;
  /** Largest change of contrast about the picture's mean: 0.3 stretches by 0.7 … 1.3. */
  contrast?: number;
  /** Largest change of saturation: 0.3 is between 0.7 and 1.3 times as colourful; 1 reaches grey. */
  saturation?: number;
  /** Probability that a rectangle of 2 to 20 % of the area is painted over in one random colour (Zhong et al. 2017). */
  erasing?: number;
  /** Probability of the picture as if taken small, at a random resolution from `lowest` (in pixels) to the size. */
  lowResolution?: { probability: number; lowest: number };
}

/** What a lesson takes when it does not study augmentation. */
export const standardAugmentation: AugmentOptions = {
  flip: 0.5,
  shift: 0.03,
  scale: 0.06,
  rotation: 0.06,
  brightness: 0.12,
  contrast: 0.2,
  saturation: 0.2,
};

/** {@link augmentPicture} for `pictureBatches`: chance depends on the seed, the step and the position in the batch alone. */
export function augmentation(
  options: AugmentOptions,
  seed: number,
): (picture: Uint8Array, size: number, step: number, position: number, target: Uint8Array) => void {
  return (picture, size, step, position, target) =>
    augmentPicture(picture, size, seeded(seed, 'augment', step, position), options, target);
}

/**
 * Writes a random variant of a square picture into `target`: first its resolution, then its place (mirror, shift, zoom,
 * rotation; bilinear, the edge carried outwards), then its light
 *
 *     out = mean + contrast · (grey + saturation · (in − grey) − mean) + brightness,
 *
 * grey being the pixel's luma and mean the picture's, and at last the erased rectangle. No tensors, so it runs in a worker too.
 *
 * @param source [size, size, 3], 8 bits, not changed
 * @param target [size, size, 3], 8 bits, another buffer than `source`
 * @param random as seeded: the same stream gives the same variant
 */
export function augmentPicture(
  source: Uint8Array,
  size: number,
  random: Random,
  options: AugmentOptions,
  target: Uint8Array,
): void {
  const length = size * size * 3;
  expect(
    source.length === length && target.length === length,
    `A picture of ${size}×${size} pixels has ${length} numbers, but the source has ${source.length} and the target ${target.length}.`,
  );
  const { lowResolution } = options;
  const isLow = lowResolution !== undefined && random.chance(lowResolution.probability);
  const resolution = isLow ? Math.min(size, Math.round(random.uniform(lowResolution.lowest, size))) : size;
  const small = resolution < size ? shrink(source, size, resolution) : source;
  place(small, resolution, size, random, options, lightOf(small, random, options), target);
  if (random.chance(options.erasing ?? 0)) erase(target, size, random);
}

/** A symmetric random number, −most … most. */
function jitter(random: Random, most = 0): number {
  return most === 0 ? 0 : random.uniform(-most, most);
}

/** Each pixel of the small picture is the mean of those it covers (whole pixels, by their middles). */
function shrink(source: Uint8Array, size: number, resolution: number): Uint8Array {
  const small = new Uint8Array(resolution * resolution * 3);
  const edges = Array.from({ length: resolution + 1 }, (_, i) => Math.round((i * size) / resolution));
  for (let y = 0; y < resolution; y++) {
    for (let x = 0; x < resolution; x++) {
      let [red, green, blue] = [0, 0, 0];
      for (let v = edges[y]; v < edges[y + 1]; v++) {
        for (let position = (v * size + edges[x]) * 3; position < (v * size + edges[x + 1]) * 3; position += 3) {
          red += source[position];
          green += source[position + 1];
          blue += source[position + 2];
        }
      }
      const count = (edges[y + 1] - edges[y]) * (edges[x + 1] - edges[x]);
      const position = (y * resolution + x) * 3;
      small[position] = red / count + 0.5;
      small[position + 1] = green / count + 0.5;
      small[position + 2] = blue / count + 0.5;
    }
  }
  return small;
}

/** out = own · in + shared · luma(in) + base, for each channel. */
interface Light {
  own: number;
  shared: number;
  base: number;
}

function lightOf(source: Uint8Array, random: Random, options: AugmentOptions): Light {
  const brightness = jitter(random, options.brightness) * 255;
  const contrast = 1 + jitter(random, options.contrast);
  const saturation = 1 + jitter(random, options.saturation);
  const base = contrast === 1 ? brightness : meanLuma(source) * (1 - contrast) + brightness;
  return { own: contrast * saturation, shared: contrast * (1 - saturation), base };
}

/** Place and light in one pass over the target: this runs for every picture of every step. */
function place(
  source: Uint8Array,
  resolution: number,
  size: number,
  random: Random,
  { flip = 0, shift, scale, rotation }: AugmentOptions,
  { own, shared, base }: Light,
  target: Uint8Array,
): void {
  const zoom = Math.exp(jitter(random, scale === undefined ? 0 : Math.log1p(scale)));
  const angle = jitter(random, rotation);
  const side = random.chance(flip) ? -1 : 1;
  const perPixel = resolution / size / zoom;
  const a = side * perPixel * Math.cos(angle);
  const b = side * perPixel * Math.sin(angle);
  const c = -perPixel * Math.sin(angle);
  const d = perPixel * Math.cos(angle);
  const middle = (size - 1) / 2;
  const sourceMiddle = (resolution - 1) / 2;
  const startX = sourceMiddle + jitter(random, shift) * resolution - (a + c) * middle;
  const startY = sourceMiddle + jitter(random, shift) * resolution - (b + d) * middle;
  const last = resolution - 1;
  const row = resolution * 3;
  const clamped = new Uint8ClampedArray(target.buffer, target.byteOffset, target.length);
  let position = 0;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let u = startX + a * x + c * y;
      let v = startY + b * x + d * y;
      u = u < 0 ? 0 : u > last ? last : u;
      v = v < 0 ? 0 : v > last ? last : v;
      const left = u | 0;
      const top = v | 0;
      const fx = u - left;
      const fy = v - top;
      const nw = top * row + left * 3;
      const ne = left < last ? nw + 3 : nw;
      const sw = top < last ? nw + row : nw;
      const se = sw + ne - nw;
      const southEast = fx * fy;
      const northEast = fx - southEast;
      const southWest = fy - southEast;
      const northWest = 1 - fx - southWest;
      const red = northWest * source[nw] + northEast * source[ne] + southWest * source[sw] + southEast * source[se];
      const green =
        northWest * source[nw + 1] +
        northEast * source[ne + 1] +
        southWest * source[sw + 1] +
        southEast * source[se + 1];
      const blue =
        northWest * source[nw + 2] +
        northEast * source[ne + 2] +
        southWest * source[sw + 2] +
        southEast * source[se + 2];
      const common = base + shared * (0.299 * red + 0.587 * green + 0.114 * blue);
      clamped[position++] = own * red + common;
      clamped[position++] = own * green + common;
      clamped[position++] = own * blue + common;
    }
  }
}

function meanLuma(pixels: Uint8Array): number {
  let [red, green, blue] = [0, 0, 0];
  for (let i = 0; i < pixels.length; i += 3) {
    red += pixels[i];
    green += pixels[i + 1];
    blue += pixels[i + 2];
  }
  return ((0.299 * red + 0.587 * green + 0.114 * blue) * 3) / pixels.length;
}

function erase(target: Uint8Array, size: number, random: Random): void {
  const area = random.uniform(0.02, 0.2) * size * size;
  const ratio = Math.exp(random.uniform(Math.log(0.4), Math.log(2.5)));
  const width = Math.min(size, Math.max(1, Math.round(Math.sqrt(area * ratio))));
  const height = Math.min(size, Math.max(1, Math.round(Math.sqrt(area / ratio))));
  const left = random.integer(size - width + 1);
  const top = random.integer(size - height + 1);
  const colour = [random.integer(256), random.integer(256), random.integer(256)];
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) target.set(colour, (y * size + x) * 3);
  }
}
