import { InputError } from './errors';

/** Rows of numbers on the host, row after row: how embeddings look once they have left the device. */
export interface Matrix {
  values: Float32Array | Float64Array;
  rows: number;
  columns: number;
}

/** A matrix from rows of equal length. Throws when the rows differ in length. */
export function matrixFrom(rows: ArrayLike<number>[]): Matrix {
  const columns = rows.length === 0 ? 0 : rows[0].length;
  const values = new Float64Array(rows.length * columns);
  rows.forEach((row, index) => {
    if (row.length !== columns) {
      throw new InputError(
        `Row ${index} has ${row.length} numbers, but row 0 has ${columns}: all rows need the same length.`,
      );
    }
    values.set(row, index * columns);
  });
  return { values, rows: rows.length, columns };
}

/** Row `index` as a view: writing to it writes to the matrix. */
export function rowOf(matrix: Matrix, index: number): Float32Array | Float64Array {
  return matrix.values.subarray(index * matrix.columns, (index + 1) * matrix.columns);
}

/** All rows as plain lists of numbers, for functions that take `number[][]`. */
export function rowsOf(matrix: Matrix): number[][] {
  return Array.from({ length: matrix.rows }, (_, index) => Array.from(rowOf(matrix, index)));
}

/** A new matrix of the chosen rows, in the order given. */
export function takeRows(matrix: Matrix, indices: ArrayLike<number>): Matrix {
  const Values = matrix.values.constructor as Float32ArrayConstructor;
  const values = new Values(indices.length * matrix.columns);
  for (let i = 0; i < indices.length; i++) values.set(rowOf(matrix, indices[i]), i * matrix.columns);
  return { values, rows: indices.length, columns: matrix.columns };
}

/** Every row scaled to length 1, z = x / |x|, as a new matrix; a row of zeros stays. */
export function unitRows(matrix: Matrix): Matrix {
  const Values = matrix.values.constructor as Float32ArrayConstructor;
  const unit = { ...matrix, values: new Values(matrix.values) };
  for (let index = 0; index < matrix.rows; index++) {
    const row = rowOf(unit, index);
    const length = Math.hypot(...row) || 1;
    row.forEach((value, d) => (row[d] = value / length));
  }
  return unit;
}
