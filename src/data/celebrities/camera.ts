import type { Variation } from './variation';

/**
 * What the camera and the file format do to a picture, in place: RGB pixels of a width×height picture lose resolution, are
 * blurred, exposed, made noisy and compressed by blocks, as the variation says.
 */
export function photograph(pixels: Uint8Array, width: number, height: number, variation: Variation): void {
  const scale = width / 112;
  if (variation.resolution < 1) pixelate(pixels, width, height, variation.resolution);
  if (variation.blur > 0) blur(pixels, width, height, variation.blur * scale);
  expose(pixels, variation);
  if (variation.noise > 0) addNoise(pixels, variation);
  if (variation.compression > 0) compress(pixels, width, height, variation.compression);
}

/** Averages down to a fraction of the resolution and interpolates back. */
function pixelate(pixels: Uint8Array, width: number, height: number, fraction: number): void {
  const small = { width: Math.max(4, Math.round(width * fraction)), height: Math.max(4, Math.round(height * fraction)) };
  resample(resample(pixels, { width, height }, small), small, { width, height }).forEach((value, i) => (pixels[i] = value));
}

interface Extent {
  width: number;
  height: number;
}

/** Triangle-filter resampling, rows then columns: averages when it shrinks, interpolates when it grows. */
function resample(pixels: ArrayLike<number>, from: Extent, to: Extent): Float32Array {
  const weights = (source: number, target: number): { first: Int32Array; share: Float32Array; taps: number } => {
    const ratio = source / target;
    const radius = Math.max(1, ratio);
    const taps = Math.ceil(radius * 2) + 1;
    const first = new Int32Array(target);
    const share = new Float32Array(target * taps);
    for (let i = 0; i < target; i++) {
      const centre = (i + 0.5) * ratio - 0.5;
      first[i] = Math.ceil(centre - radius);
      let sum = 0;
      for (let tap = 0; tap < taps; tap++) sum += share[i * taps + tap] = Math.max(0, 1 - Math.abs(first[i] + tap - centre) / radius);
      for (let tap = 0; tap < taps; tap++) share[i * taps + tap] /= sum;
    }
    return { first, share, taps };
  };
  const across = weights(from.width, to.width);
  const rows = new Float32Array(to.width * from.height * 3);
  for (let y = 0; y < from.height; y++) {
    for (let x = 0; x < to.width; x++) {
      for (let tap = 0; tap < across.taps; tap++) {
        const share = across.share[x * across.taps + tap];
        if (share === 0) continue;
        const at = (y * from.width + Math.max(0, Math.min(from.width - 1, across.first[x] + tap))) * 3;
        const out = (y * to.width + x) * 3;
        for (let c = 0; c < 3; c++) rows[out + c] += share * pixels[at + c];
      }
    }
  }
  const down = weights(from.height, to.height);
  const result = new Float32Array(to.width * to.height * 3);
  const line = to.width * 3;
  for (let y = 0; y < to.height; y++) {
    for (let tap = 0; tap < down.taps; tap++) {
      const share = down.share[y * down.taps + tap];
      if (share === 0) continue;
      const at = Math.max(0, Math.min(from.height - 1, down.first[y] + tap)) * line;
      for (let i = 0; i < line; i++) result[y * line + i] += share * rows[at + i];
    }
  }
  return result;
}

/** A Gaussian of the given standard deviation, rows then columns. */
function blur(pixels: Uint8Array, width: number, height: number, sigma: number): void {
  const radius = Math.max(1, Math.ceil(sigma * 2.5));
  const kernel = Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)));
  const sum = kernel.reduce((a, b) => a + b, 0);
  const pass = (source: ArrayLike<number>, step: number, count: number, lineStep: number, lines: number): Float32Array => {
    const result = new Float32Array(source.length);
    for (let line = 0; line < lines; line++) {
      for (let i = 0; i < count; i++) {
        for (let tap = -radius; tap <= radius; tap++) {
          const at = line * lineStep + Math.max(0, Math.min(count - 1, i + tap)) * step;
          const out = line * lineStep + i * step;
          const share = kernel[tap + radius] / sum;
          result[out] += share * source[at];
          result[out + 1] += share * source[at + 1];
          result[out + 2] += share * source[at + 2];
        }
      }
    }
    return result;
  };
  const blurred = pass(pass(pixels, 3, width, width * 3, height), width * 3, height, 3, width);
  for (let i = 0; i < pixels.length; i++) pixels[i] = Math.round(blurred[i]);
}

/** Exposure, contrast about mid grey, and saturation. */
function expose(pixels: Uint8Array, { exposure, contrast, saturation }: Variation): void {
  for (let i = 0; i < pixels.length; i += 3) {
    const grey = 0.299 * pixels[i] + 0.587 * pixels[i + 1] + 0.114 * pixels[i + 2];
    for (let c = 0; c < 3; c++) {
      const value = ((grey + (pixels[i + c] - grey) * saturation) * exposure - 118) * contrast + 118;
      // A shoulder instead of a cliff: highlights keep their form.
      const soft = value > 225 ? 225 + 30 * (1 - Math.exp(-(value - 225) / 30)) : value;
      pixels[i + c] = soft < 0 ? 0 : Math.round(soft);
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
    const value = pixels[i] + (((state & 0xffff) + (state >>> 16)) - 65536) * spread;
    pixels[i] = value < 0 ? 0 : value > 255 ? 255 : Math.round(value);
  }
}

const cosines = Float32Array.from({ length: 64 }, (_, i) => {
  const [frequency, position] = [i >> 3, i & 7];
  return Math.cos(((2 * position + 1) * frequency * Math.PI) / 16) * (frequency === 0 ? Math.sqrt(1 / 8) : 0.5);
});

/** Rounds the cosine transform of each 8×8 block, coarser for higher frequencies: what a strongly compressed JPEG looks like. */
function compress(pixels: Uint8Array, width: number, height: number, amount: number): void {
  const block = new Float32Array(64);
  const half = new Float32Array(64);
  for (let top = 0; top + 8 <= height; top += 8) {
    for (let left = 0; left + 8 <= width; left += 8) {
      for (let channel = 0; channel < 3; channel++) {
        for (let i = 0; i < 64; i++) block[i] = pixels[((top + (i >> 3)) * width + left + (i & 7)) * 3 + channel];
        for (let row = 0; row < 8; row++) {
          for (let f = 0; f < 8; f++) {
            let sum = 0;
            for (let x = 0; x < 8; x++) sum += block[row * 8 + x] * cosines[f * 8 + x];
            half[row * 8 + f] = sum;
          }
        }
        for (let f = 0; f < 8; f++) {
          for (let g = 0; g < 8; g++) {
            let sum = 0;
            for (let y = 0; y < 8; y++) sum += half[y * 8 + f] * cosines[g * 8 + y];
            const step = 1 + amount * (6 + 9 * (f + g));
            block[g * 8 + f] = Math.round(sum / step) * step;
          }
        }
        for (let g = 0; g < 8; g++) {
          for (let x = 0; x < 8; x++) {
            let sum = 0;
            for (let f = 0; f < 8; f++) sum += block[g * 8 + f] * cosines[f * 8 + x];
            half[g * 8 + x] = sum;
          }
        }
        for (let y = 0; y < 8; y++) {
          for (let x = 0; x < 8; x++) {
            let sum = 0;
            for (let g = 0; g < 8; g++) sum += half[g * 8 + x] * cosines[g * 8 + y];
            pixels[((top + y) * width + left + x) * 3 + channel] = sum < 0 ? 0 : sum > 255 ? 255 : Math.round(sum);
          }
        }
      }
    }
  }
}
