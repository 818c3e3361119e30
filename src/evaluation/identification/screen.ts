import * as tf from '@tensorflow/tfjs';
import {
  bfloat16Rounding,
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

/** In which numbers the engine multiplies. */
export type Precision = 'bfloat16' | 'float32';

/** A tile of probes, to be compared with tiles of the gallery. */
export interface Screen {
  /**
   * The largest cosine of each probe in each group, [groups, probes]. Group g is the rows g, g + groups, g + 2 · groups, …
   *
   * @param rows [groupSize · groups, dim], of unit length or zero
   */
  maxima(rows: tf.Tensor2D): Promise<Float32Array>;
  /** The least that the true maximum can be where `maxima` says m. */
  least(m: number): number;
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
export function screenOf(probes: tf.Tensor2D, precision: Precision): Screen {
  return precision === 'bfloat16' ? bfloat16Screen(probes) : float32Screen(probes);
}

function float32Screen(probes: tf.Tensor2D): Screen {
  return {
    maxima: (rows) =>
      numbersOf(
        tf.tidy(() => {
          const cosines = tf.matMul(rows, probes, false, true);
          return tf.max(tf.reshape(cosines, [groupSize, -1]), 0);
        }),
      ),
    ...bounds(screeningErrorHere(), 0),
    dispose: () => {},
  };
}

/**
 * With u the share that rounding changes: rounded factors change Σ a_d b_d by at most 2u + u², as Σ |a_d b_d| <= 1, and the
 * rounded sum is off by at most u of the unrounded. Between, float32 adds as in the other screen.
 */
function bfloat16Screen(probes: tf.Tensor2D): Screen {
  const u = bfloat16Rounding;
  const columns = inBfloat16(probes);
  return {
    maxima: (rows) => {
      const tile = inBfloat16(rows);
      try {
        return numbersOf(groupMaximaOfProducts(tile, columns, rows.shape[0] / groupSize));
      } finally {
        tile.dispose();
      }
    },
    ...bounds(2 * u + u * u + screeningErrorHere(), u / (1 - u)),
    dispose: () => columns.dispose(),
  };
}

/** The bounds where the true maximum lies within m ± (error + share · |m|). */
function bounds(error: number, share: number): Pick<Screen, 'least' | 'needed'> {
  return {
    least: (m) => m - share * Math.abs(m) - error,
    needed: (cosine) => (cosine - error) / (cosine > error ? 1 + share : 1 - share),
  };
}

async function numbersOf(tensor: tf.Tensor): Promise<Float32Array> {
  try {
    return (await tensor.data()) as Float32Array;
  } finally {
    tensor.dispose();
  }
}
