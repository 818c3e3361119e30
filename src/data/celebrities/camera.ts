import type { Variation } from './variation';

/**
 * What the camera and the file format do to a picture, in place: RGB pixels of a width×height picture lose resolution, are
 * blurred, exposed, made noisy and compressed by blocks, as the variation says.
 */
export function photograph(pixels: Uint8Array, width: number, height: number, variation: Variation): void {
  const scale = width / 112;
  const metered = meter(pixels, width, height);
  if (variation.resolution < 1) pixelate(pixels, width, height, variation.resolution);
  if (variation.blur > 0) blur(pixels, width, height, variation.blur * scale);
  expose(pixels, variation, metered);
  if (variation.noise > 0) addNoise(pixels, variation);
  if (variation.compression > 0) compress(pixels, width, height, variation.compression);
}

/** Arrays that every picture needs are kept from one to the next: collecting them as garbage took a fifth of the time. */
const kept = new Map<string, Float32Array>();

function scratch(name: string, length: number): Float32Array {
  let array = kept.get(name);
  if (array === undefined || array.length < length) kept.set(name, (array = new Float32Array(length)));
  return array;
}

/** The factor by which a camera brightens a dark scene: it looks at the middle, and makes up for part of what is missing. */
function meter(pixels: Uint8Array, width: number, height: number): number {
  let sum = 0;
  let count = 0;
  for (let y = height >> 2; y < height - (height >> 2); y += 2) {
    for (let x = width >> 2; x < width - (width >> 2); x += 2) {
      const at = (y * width + x) * 3;
      sum += 0.299 * pixels[at] + 0.587 * pixels[at + 1] + 0.114 * pixels[at + 2];
      count++;
    }
  }
  const mean = Math.max(8, sum / count);
  return mean < 92 ? (92 / mean) ** 0.6 : 1;
}

/** Averages down to a fraction of the resolution and interpolates back. */
function pixelate(pixels: Uint8Array, width: number, height: number, fraction: number): void {
  const narrow = Math.max(4, Math.round(width * fraction));
  const low = Math.max(4, Math.round(height * fraction));
  const small = resample(pixels, width, height, narrow, low, scratch('small', narrow * low * 3));
  const large = resample(small, narrow, low, width, height, scratch('large', width * height * 3));
  for (let i = 0; i < pixels.length; i++) pixels[i] = large[i] + 0.5;
}

/** Where each pixel of a line of `target` pixels comes from among `source` pixels, and with what shares. */
interface Taps {
  count: number;
  index: Int32Array;
  share: Float32Array;
}

function tapsOf(source: number, target: number): Taps {
  const ratio = source / target;
  const radius = Math.max(1, ratio);
  const count = Math.ceil(radius * 2) + 1;
  const index = new Int32Array(target * count);
  const share = new Float32Array(target * count);
  for (let i = 0; i < target; i++) {
    const centre = (i + 0.5) * ratio - 0.5;
    const first = Math.ceil(centre - radius);
    let sum = 0;
    for (let tap = 0; tap < count; tap++) {
      index[i * count + tap] = Math.max(0, Math.min(source - 1, first + tap));
      sum += share[i * count + tap] = Math.max(0, 1 - Math.abs(first + tap - centre) / radius);
    }
    for (let tap = 0; tap < count; tap++) share[i * count + tap] /= sum;
  }
  return { count, index, share };
}

/** Triangle-filter resampling, rows then columns: averages when it shrinks, interpolates when it grows. */
function resample(
  pixels: Uint8Array | Float32Array,
  width: number,
  height: number,
  toWidth: number,
  toHeight: number,
  result: Float32Array,
): Float32Array {
  const across = tapsOf(width, toWidth);
  const rows = scratch('rows', toWidth * height * 3);
  for (let y = 0, out = 0; y < height; y++) {
    for (let x = 0; x < toWidth; x++, out += 3) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let tap = x * across.count; tap < (x + 1) * across.count; tap++) {
        const share = across.share[tap];
        const at = (y * width + across.index[tap]) * 3;
        red += share * pixels[at];
        green += share * pixels[at + 1];
        blue += share * pixels[at + 2];
      }
      rows[out] = red;
      rows[out + 1] = green;
      rows[out + 2] = blue;
    }
  }
  addRows(rows, toWidth * 3, tapsOf(height, toHeight), toHeight, result);
  return result;
}

/** Each row of the result is the sum of the rows that its taps name, with their shares. */
function addRows(
  rows: Float32Array,
  length: number,
  { count, index, share }: Taps,
  height: number,
  result: Float32Array,
): void {
  result.fill(0, 0, height * length);
  for (let y = 0; y < height; y++) {
    const out = y * length;
    for (let tap = y * count; tap < (y + 1) * count; tap++) {
      const weight = share[tap];
      if (weight === 0) continue;
      const at = index[tap] * length;
      for (let i = 0; i < length; i++) result[out + i] += weight * rows[at + i];
    }
  }
}

/** A Gaussian of the given standard deviation, rows then columns; beyond the rim the picture goes on as it ends. */
function blur(pixels: Uint8Array, width: number, height: number, sigma: number): void {
  const radius = Math.max(1, Math.ceil(sigma * 2.5));
  const taps = 2 * radius + 1;
  const kernel = Float32Array.from({ length: taps }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)));
  const sum = kernel.reduce((a, b) => a + b, 0);
  for (let i = 0; i < taps; i++) kernel[i] /= sum;
  const length = width * 3;
  const line = scratch('line', (width + 2 * radius) * 3);
  const rows = scratch('rows', length * height).fill(0, 0, length * height);
  for (let y = 0; y < height; y++) {
    const start = y * length;
    for (let i = 0; i < length; i++) line[radius * 3 + i] = pixels[start + i];
    for (let i = 0; i < radius * 3; i++) {
      line[i] = pixels[start + (i % 3)];
      line[radius * 3 + length + i] = pixels[start + length - 3 + (i % 3)];
    }
    for (let tap = 0; tap < taps; tap++) {
      const share = kernel[tap];
      for (let i = 0; i < length; i++) rows[start + i] += share * line[tap * 3 + i];
    }
  }
  const index = Int32Array.from({ length: height * taps }, (_, i) =>
    Math.max(0, Math.min(height - 1, Math.floor(i / taps) + (i % taps) - radius)),
  );
  const share = Float32Array.from({ length: height * taps }, (_, i) => kernel[i % taps]);
  const blurred = scratch('large', length * height);
  addRows(rows, length, { count: taps, index, share }, height, blurred);
  for (let i = 0; i < pixels.length; i++) pixels[i] = blurred[i] + 0.5;
}

/** Exposure, contrast about mid grey, and saturation. */
function expose(pixels: Uint8Array, { exposure, contrast, saturation }: Variation, metered: number): void {
  const gain = exposure * metered * contrast;
  const offset = 118 * (1 - contrast);
  for (let i = 0; i < pixels.length; i += 3) {
    const grey = (0.299 * pixels[i] + 0.587 * pixels[i + 1] + 0.114 * pixels[i + 2]) * (1 - saturation);
    for (let c = i; c < i + 3; c++) {
      const value = (grey + pixels[c] * saturation) * gain + offset;
      // A shoulder instead of a cliff: highlights keep their form.
      const soft = value > 225 ? 225 + 30 * (1 - Math.exp((225 - value) / 30)) : value;
      pixels[c] = soft < 0 ? 0 : soft + 0.5;
    }
  }
}

/** Grain: the sum of two uniform numbers, nearly normal and cheap enough for every channel of every pixel. */
function addNoise(pixels: Uint8Array, { noise, seed }: Variation): void {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  const spread = (noise * Math.sqrt(6)) / 65536;
  for (let i = 0; i < pixels.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const value = pixels[i] + ((state & 0xffff) + (state >>> 16) - 65536) * spread;
    pixels[i] = value < 0 ? 0 : value > 255 ? 255 : value + 0.5;
  }
}

/** cosines[4 f + x]: the first four samples of the cosine of frequency f; the other four mirror them, odd frequencies negated. */
const cosines = Float64Array.from({ length: 32 }, (_, i) => {
  const frequency = i >> 2;
  return Math.cos(((2 * (i & 3) + 1) * frequency * Math.PI) / 16) * (frequency === 0 ? Math.sqrt(1 / 8) : 0.5);
});

/** Cosine transform of eight numbers of `from` that are `step` apart, in place. */
function forwards(from: Float64Array, at: number, step: number): void {
  const a0 = from[at];
  const a1 = from[at + step];
  const a2 = from[at + 2 * step];
  const a3 = from[at + 3 * step];
  const b3 = from[at + 4 * step];
  const b2 = from[at + 5 * step];
  const b1 = from[at + 6 * step];
  const b0 = from[at + 7 * step];
  const [even0, even1, even2, even3] = [a0 + b0, a1 + b1, a2 + b2, a3 + b3];
  const [odd0, odd1, odd2, odd3] = [a0 - b0, a1 - b1, a2 - b2, a3 - b3];
  for (let c = 0; c < 32; c += 8, at += 2 * step) {
    from[at] = even0 * cosines[c] + even1 * cosines[c + 1] + even2 * cosines[c + 2] + even3 * cosines[c + 3];
    from[at + step] = odd0 * cosines[c + 4] + odd1 * cosines[c + 5] + odd2 * cosines[c + 6] + odd3 * cosines[c + 7];
  }
}

/** The inverse of {@link forwards}. */
function backwards(from: Float64Array, at: number, step: number): void {
  const f0 = from[at];
  const f1 = from[at + step];
  const f2 = from[at + 2 * step];
  const f3 = from[at + 3 * step];
  const f4 = from[at + 4 * step];
  const f5 = from[at + 5 * step];
  const f6 = from[at + 6 * step];
  const f7 = from[at + 7 * step];
  for (let x = 0; x < 4; x++) {
    const even = f0 * cosines[x] + f2 * cosines[8 + x] + f4 * cosines[16 + x] + f6 * cosines[24 + x];
    const odd = f1 * cosines[4 + x] + f3 * cosines[12 + x] + f5 * cosines[20 + x] + f7 * cosines[28 + x];
    from[at + x * step] = even + odd;
    from[at + (7 - x) * step] = even - odd;
  }
}

const block = new Float64Array(64);
const steps = new Float64Array(64);

/** Rounds the cosine transform of each 8×8 block, coarser for higher frequencies: what a strongly compressed JPEG looks like. */
function compress(pixels: Uint8Array, width: number, height: number, amount: number): void {
  for (let i = 0; i < 64; i++) steps[i] = 1 + amount * (6 + 9 * ((i >> 3) + (i & 7)));
  for (let top = 0; top + 8 <= height; top += 8) {
    for (let left = 0; left + 8 <= width; left += 8) {
      for (let channel = 0; channel < 3; channel++) {
        const corner = (top * width + left) * 3 + channel;
        for (let i = 0; i < 64; i++) block[i] = pixels[corner + ((i >> 3) * width + (i & 7)) * 3];
        for (let i = 0; i < 8; i++) forwards(block, i * 8, 1);
        for (let i = 0; i < 8; i++) forwards(block, i, 8);
        for (let i = 0; i < 64; i++) block[i] = Math.round(block[i] / steps[i]) * steps[i];
        for (let i = 0; i < 8; i++) backwards(block, i, 8);
        for (let i = 0; i < 8; i++) backwards(block, i * 8, 1);
        for (let i = 0; i < 64; i++) {
          const value = block[i];
          pixels[corner + ((i >> 3) * width + (i & 7)) * 3] = value < 0 ? 0 : value > 255 ? 255 : value + 0.5;
        }
      }
    }
  }
}
