import * as tf from '@tensorflow/tfjs';
import {
  bfloat16Rounding,
  furthestRounded,
  hasFlag,
  inBfloat16,
  maximaOfProducts,
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

/** The largest cosine of each probe in each group of a tile of the gallery, and in each cell of groups. */
export interface Maxima {
  groups: number;
  /** {@link member} says which rows a group has, with this step. */
  step: number;
  /** At [group, probe], group · probes + probe. */
  best: (place: number) => number;
  /** 0 where the groups cannot be divided into cells. */
  cells: number;
  /** {@link member} says which groups a cell has, with this step. */
  cellStep: number;
  /** [cells, probes] */
  bestOfCells: Float32Array;
}

/** Of `step` sets at a time, set s has the members s, s + step, s + 2 · step, …; those of the next sets follow behind them. */
export function member(set: number, which: number, step: number, size: number): number {
  return Math.floor(set / step) * step * size + (set % step) + which * step;
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
    async maxima(rows) {
      const divided = divisionOf(rows.shape[0] / groupSize);
      const [best, bestOfCells] = tf.tidy((): tf.Tensor[] => {
        const largest = (x: tf.Tensor, size: number): tf.Tensor => tf.max(tf.reshape(x, [divided.parts, size, -1]), 1);
        const ofGroups = largest(tf.matMul(rows, probes, false, true), groupSize);
        return divided.cells === 0 ? [ofGroups] : [ofGroups, largest(ofGroups, cellSize)];
      });
      try {
        const numbers = (await best.data()) as Float32Array;
        const ofCells = ((await bestOfCells?.data()) ?? new Float32Array(0)) as Float32Array;
        return { ...divided, best: (place) => numbers[place], bestOfCells: ofCells };
      } finally {
        tf.dispose([best, bestOfCells]);
      }
    },
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
    async maxima(rows) {
      const divided = divisionOf(rows.shape[0] / groupSize);
      const tile = inBfloat16(rows);
      try {
        const pools = { parts: divided.parts, size: groupSize, cell: divided.cells === 0 ? 0 : cellSize };
        return { ...divided, ...maximaOfProducts(tile, columns, pools) };
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

/** How the groups of a tile are cut into equal parts, eight at most, and into cells where each part can be. */
function divisionOf(groups: number): { parts: number } & Pick<Maxima, 'groups' | 'step' | 'cells' | 'cellStep'> {
  const parts = [8, 4, 2].find((count) => groups % count === 0) ?? 1;
  const step = groups / parts;
  const cellStep = step / cellSize;
  return { parts, groups, step, cells: Number.isInteger(cellStep) ? groups / cellSize : 0, cellStep };
}
