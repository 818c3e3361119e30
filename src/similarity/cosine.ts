import * as tf from '@tensorflow/tfjs';
import type { Matrix } from '../base/matrix';
import { nativeBackend } from '../engine/kernels/native';
import { checkShape, notFinite } from './checks';

/*
 * Cosines, twice. The engine multiplies large blocks in float32: fast, but two pictures of one person, or the same
 * picture twice, can come out in either order. So the engine only screens, and whatever lies within `screeningError` of
 * a decision is computed again here in float64: ranks, neighbours and merges do not depend on the engine.
 */

/** Rows with their Euclidean lengths, so that the cosine of any two costs one dot product. */
export interface Directions {
  matrix: Matrix;
  lengths: Float64Array;
}

/**
 * How far a float32 cosine of the engine can be from the true one. Inputs cut to 11 bits (TensorFloat-32, the default of
 * recent NVIDIA cards) are off by at most 2^−10 on unit vectors; adding up to 4,096 products in float32 adds at most 2^−12.
 */
export const screeningError = 2 ** -9;

/** The same for the engine in use: processors do not cut their inputs, so that much less is close to a decision there. */
export function screeningErrorHere(): number {
  return nativeBackend()?.isUsingGpuDevice === false ? 2 ** -12 : screeningError;
}

/** Measures the rows. Throws when the matrix is empty or a number is not finite. */
export function directions(matrix: Matrix, name: string): Directions {
  checkShape(matrix, name);
  const { values, rows, columns } = matrix;
  const lengths = new Float64Array(rows);
  for (let i = 0; i < rows; i++) lengths[i] = Math.sqrt(dot(values, i * columns, values, i * columns, columns));
  const bad = lengths.findIndex((length) => !Number.isFinite(length));
  if (bad >= 0) {
    let position = bad * columns;
    while (position < (bad + 1) * columns - 1 && Number.isFinite(values[position])) position++;
    throw notFinite(matrix, name, position);
  }
  return { matrix, lengths };
}

/**
 * cos(a_i, b_j) = a_i · b_j / (|a_i| |b_j|) in float64, within [−1, 1]. A row of zeros points nowhere: its cosine is 0.
 */
export function cosine(a: Directions, i: number, b: Directions, j: number): number {
  const lengths = a.lengths[i] * b.lengths[j];
  if (lengths === 0) return 0;
  const { columns } = a.matrix;
  return Math.max(-1, Math.min(1, dot(a.matrix.values, i * columns, b.matrix.values, j * columns, columns) / lengths));
}

/** The rows `order[start]` … `order[end − 1]` at unit length as a float32 tensor, [end − start, columns]. */
export function unitTensor(
  { matrix, lengths }: Directions,
  order: ArrayLike<number>,
  start: number,
  end: number,
): tf.Tensor2D {
  const { values, columns } = matrix;
  const unit = new Float32Array((end - start) * columns);
  for (let i = start; i < end; i++) {
    const from = order[i] * columns;
    const to = (i - start) * columns;
    const scale = lengths[order[i]] === 0 ? 0 : 1 / lengths[order[i]];
    for (let d = 0; d < columns; d++) unit[to + d] = values[from + d] * scale;
  }
  return tf.tensor2d(unit, [end - start, columns]);
}

/** 0, 1, …, count − 1. */
export function inOrder(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, index) => index);
}

/** Row numbers sorted by label, rows of one label in their order: people then lie in runs. */
export function byLabel(labels: ArrayLike<number>): Int32Array {
  return inOrder(labels.length).sort((i, j) => labels[i] - labels[j] || i - j);
}

type Values = Float32Array | Float64Array;

/** Four sums run side by side: one would wait for each addition. Both orders of the arguments give the same bits. */
function dot(a: Values, i: number, b: Values, j: number, columns: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let d = 0;
  for (; d + 3 < columns; d += 4) {
    s0 += a[i + d] * b[j + d];
    s1 += a[i + d + 1] * b[j + d + 1];
    s2 += a[i + d + 2] * b[j + d + 2];
    s3 += a[i + d + 3] * b[j + d + 3];
  }
  for (; d < columns; d++) s0 += a[i + d] * b[j + d];
  return s0 + s1 + (s2 + s3);
}
