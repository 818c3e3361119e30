import * as tf from '@tensorflow/tfjs';
import {
  bfloat16Rounding,
  furthestRounded,
  groupMaximaOfProducts,
  hasFlag,
  inBfloat16,
  multipliesBfloat16,
} from '../../engine/kernels/bfloat16';
import { nativeBackend } from '../../engine/kernels/native';
import { screeningErrorHere } from '../../similarity/cosine';

/*
 * What the engine says of many cosines at once: the largest of each group of gallery rows, and how far that can be off. Whoever asks
 * decides in float64 whatever lies within these bounds.
 */

/** Gallery rows in a group: only the best cosine of a group is looked at, unless it comes close to the best of all. */
export const groupSize = 8;

/** Groups in a cell: only the best of a cell is looked at, unless it comes close. */
export const cellSize = 8;

/** The largest cosine of each probe in each group, and in each cell of groups. */
export interface Maxima {
  groups: number;
  /** Of `step` groups at a time, group g is the rows g, g + step, g + 2 · step, …; the next ones follow behind their rows. */
  step: number;
  /** [groups, probes] */
  best: Float32Array;
  /** Cell c is the groups c, c + count, c + 2 · count, … of the first `groups`; what is left over, fewer than a cell, has none. */
  cells: { count: number; groups: number };
  /** [cells, probes] */
  bestOfCells: Float32Array;
}

/** In which numbers the engine multiplies. */
export type Precision = 'bfloat16' | 'float32';

/** A tile of probes, to be compared with tiles of the gallery. */
export interface Screen {
  /** @param rows [groupSize · groups, dim], of unit length or zero */
  maxima(rows: tf.Tensor2D): Promise<Maxima>;
  /** The least that the true maximum can be where `maxima` says m. */
  least(m: number): number;
  /** The most that it can be. */
  most(m: number): number;
  /** What `maxima` says at least of a group that holds a row of this true cosine. */
  needed(cosine: number): number;
  dispose(): void;
}

let vectorsOfBfloat16: boolean | undefined;

/** The precision that takes the least time on this processor: bfloat16 on one with AMX, or with such numbers in AVX-512. */
export function quickestPrecision(): Precision {
  return multipliesBfloat16() || hasVectorsOfBfloat16() ? 'bfloat16' : 'float32';
}

/** Whether oneDNN computes, on a processor whose AVX-512 adds up twice as many products of bfloat16 as of float32 at a time. */
function hasVectorsOfBfloat16(): boolean {
  if (nativeBackend()?.isUsingGpuDevice !== false) return false;
  if (['0', 'false'].includes(process.env.TF_ENABLE_ONEDNN_OPTS ?? '')) return false;
  return (vectorsOfBfloat16 ??= hasFlag('avx512_bf16'));
}

/** @param probes [probes, dim], of unit length or zero; they stay the caller's */
export async function screenOf(probes: tf.Tensor2D, precision: Precision): Promise<Screen> {
  return precision === 'bfloat16' ? bfloat16Screen(probes) : float32Screen(probes);
}

function float32Screen(probes: tf.Tensor2D): Screen {
  return {
    maxima: (rows) =>
      maximaOf(
        tf.tidy(() => {
          const cosines = tf.matMul(rows, probes, false, true);
          const [groups, width] = [rows.shape[0] / groupSize, probes.shape[0]];
          const parts = partsOf(groups);
          return tf.reshape(tf.max(tf.reshape(cosines, [parts, groupSize, -1]), 1), [groups, width]);
        }),
      ),
    ...bounds(screeningErrorHere(), 0),
    dispose: () => {},
  };
}

/**
 * With u the share that rounding changes at most, and e how far it moves a probe, as measured: for unit vectors a of the gallery and b
 * of the probes
 *
 *     |a · b − â · b̂| = |(a − â) · b̂ + a · (b − b̂)| ≤ u (1 + e) + e
 *
 * and the rounded sum is off by at most u of the unrounded. Between, float32 adds as in the other screen.
 */
async function bfloat16Screen(probes: tf.Tensor2D): Promise<Screen> {
  const u = bfloat16Rounding;
  const columns = inBfloat16(probes);
  // The measure itself is rounded, by far less than a thousandth.
  const e = 1.001 * (await furthestRounded(probes, columns));
  return {
    maxima: (rows) => {
      const tile = inBfloat16(rows);
      try {
        const parts = partsOf(rows.shape[0] / groupSize);
        return maximaOf(groupMaximaOfProducts(tile, columns, { parts, size: groupSize }));
      } finally {
        tile.dispose();
      }
    },
    ...bounds(u * (1 + e) + e + screeningErrorHere(), u / (1 - u)),
    dispose: () => columns.dispose(),
  };
}

/** The bounds where the true maximum lies within m ± (error + share · |m|). */
function bounds(error: number, share: number): Pick<Screen, 'least' | 'most' | 'needed'> {
  return {
    least: (m) => m - share * Math.abs(m) - error,
    most: (m) => m + share * Math.abs(m) + error,
    needed: (cosine) => (cosine - error) / (cosine > error ? 1 + share : 1 - share),
  };
}

/** Into how many equal parts the groups of a tile are cut, eight at most. */
function partsOf(groups: number): number {
  return [8, 4, 2].find((parts) => groups % parts === 0) ?? 1;
}

/** The first row of a group in its tile: see {@link Maxima}. */
export function firstRow(group: number, step: number): number {
  return Math.floor(group / step) * step * groupSize + (group % step);
}

/** Reads the maxima of groups, [groups, probes], and those of cells, which the engine finds among them. */
async function maximaOf(best: tf.Tensor2D): Promise<Maxima> {
  const [groups, probes] = best.shape;
  const count = Math.floor(groups / cellSize);
  const cells = { count, groups: count * cellSize };
  const bestOfCells = tf.tidy(() => {
    const whole = tf.slice(best, [0, 0], [cells.groups, probes]);
    return count === 0 ? whole : tf.max(tf.reshape(whole, [cellSize, -1]), 0);
  });
  try {
    const [one, other] = (await Promise.all([best.data(), bestOfCells.data()])) as Float32Array[];
    return { groups, step: groups / partsOf(groups), best: one, cells, bestOfCells: other };
  } finally {
    tf.dispose([best, bestOfCells]);
  }
}
