import { seeded } from '../../base/random';
import type { Picture } from '../../data/image';

/** A point that a line through the origin should pass. */
export interface Point {
  x: number;
  y: number;
}

/** Points around the line y = 1.5 x: what one weight is to learn. */
export function pointsOnLine(count: number, seed: number): Point[] {
  const random = seeded(seed, 'line');
  return Array.from({ length: count }, () => {
    const x = random.normal();
    return { x, y: 1.5 * x + 0.6 * random.normal() };
  });
}

/** Mean of (w x − y)² over the points: the loss of the weight w. */
export function lossAt(w: number, points: Point[]): number {
  return points.reduce((sum, { x, y }) => sum + (w * x - y) ** 2, 0) / points.length;
}

/** Slope of {@link lossAt} at w: mean of 2 x (w x − y). */
export function slopeAt(w: number, points: Point[]): number {
  return points.reduce((sum, { x, y }) => sum + 2 * x * (w * x - y), 0) / points.length;
}

/** The weight before each step, and after the last one: w ← w − learning rate · slope. */
export function descend(
  points: Point[],
  { start, learningRate, steps }: { start: number; learningRate: number; steps: number },
): number[] {
  const weights = [start];
  for (let step = 0; step < steps; step++) {
    const w = weights[step];
    weights.push(w - learningRate * slopeAt(w, points));
  }
  return weights;
}

/** Brightness of a picture, 0 … 1, a row of numbers for each row of pixels. */
export function brightness({ width, height, pixels }: Picture): number[][] {
  const channels = pixels.length / (width * height);
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => {
      const at = (y * width + x) * channels;
      return (pixels[at] + pixels[at + 1] + pixels[at + 2]) / 765;
    }),
  );
}

/** The convolution of a picture with a small filter: at each place the sum of products; smaller by the filter's side less one. */
export function convolved(picture: number[][], filter: number[][]): number[][] {
  const [rows, columns] = [picture.length - filter.length + 1, picture[0].length - filter[0].length + 1];
  return Array.from({ length: rows }, (_, y) =>
    Array.from({ length: columns }, (_, x) =>
      filter.reduce((sum, row, v) => sum + row.reduce((part, value, u) => part + value * picture[y + v][x + u], 0), 0),
    ),
  );
}

/** A sum of `count` ReLUs and a start that meets the curve at evenly spaced places between `from` and `until`. */
export function reluSum(
  curve: (x: number) => number,
  count: number,
  { from, until }: { from: number; until: number },
): (x: number) => number {
  const width = (until - from) / count;
  const slopes = Array.from({ length: count }, (_, i) => {
    const at = from + i * width;
    return (curve(at + width) - curve(at)) / width;
  });
  const bends = slopes.map((slope, i) => slope - (i === 0 ? 0 : slopes[i - 1]));
  return (x) => bends.reduce((sum, bend, i) => sum + bend * Math.max(0, x - from - i * width), curve(from));
}

/**
 * What random numbers become in layer after layer of a network that nobody has trained: each layer mixes them with random
 * weights, normalises them to mean 0 and deviation 1 if asked to, and ends in a ReLU. Returned is what each layer has before its ReLU.
 */
export function layerOutputs({
  layers,
  width,
  gain,
  normalised,
  seed,
}: {
  layers: number;
  width: number;
  /** Deviation of the weights, times the root of the width. */
  gain: number;
  normalised: boolean;
  seed: number;
}): number[][] {
  const random = seeded(seed, 'layers');
  const outputs: number[][] = [];
  let values = Array.from({ length: width }, () => random.normal());
  for (let layer = 0; layer < layers; layer++) {
    const mixed = Array.from({ length: width }, () =>
      values.reduce((sum, value) => sum + (value * gain * random.normal()) / Math.sqrt(width), 0),
    );
    const mean = mixed.reduce((sum, value) => sum + value, 0) / width;
    const deviation = Math.sqrt(mixed.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width);
    const before = normalised ? mixed.map((value) => (value - mean) / deviation) : mixed;
    outputs.push(before);
    values = before.map((value) => Math.max(0, value));
  }
  return outputs;
}
