import { InputError, expect } from '../base/errors';
import type { Matrix } from '../base/matrix';

/**
 * Throws unless the matrix has rows, columns and as many values as it says. Whether every number is finite is checked
 * where the numbers are read anyway ({@link checkFinite}, or the row lengths of `directions`).
 */
export function checkShape(matrix: Matrix, name: string): void {
  expect(
    matrix.rows > 0 && matrix.columns > 0,
    `${name} is empty (${matrix.rows} × ${matrix.columns}): pass at least one row of at least one number.`,
  );
  expect(
    matrix.values.length === matrix.rows * matrix.columns,
    `${name} says ${matrix.rows} × ${matrix.columns} but holds ${matrix.values.length} numbers: ` +
      `pass ${matrix.rows * matrix.columns} numbers, or correct rows and columns.`,
  );
}

/** Throws when a row of the matrix holds NaN or an infinite number. */
export function checkFinite(matrix: Matrix, name: string): void {
  const position = matrix.values.findIndex((value: number) => !Number.isFinite(value));
  if (position >= 0) throw notFinite(matrix, name, position);
}

/** The sentence for a number that is not finite, at `position` of the matrix' values. */
export function notFinite(matrix: Matrix, name: string, position: number): InputError {
  const row = Math.floor(position / matrix.columns);
  return new InputError(
    `${name} holds ${matrix.values[position]} in row ${row}, column ${position % matrix.columns}, ` +
      `but every number must be finite: look at the picture or the model that made this row.`,
  );
}

/** Throws unless both matrices have rows of one length. */
export function checkSameColumns(first: Matrix, firstName: string, second: Matrix, secondName: string): void {
  expect(
    first.columns === second.columns,
    `${firstName} has ${first.columns} columns but ${secondName} has ${second.columns}: ` +
      `embed both with the same model.`,
  );
}

/** Throws unless there is one whole-numbered label a row. */
export function checkLabels(labels: ArrayLike<number>, rows: number, name: string): void {
  expect(labels.length === rows, `${name} has ${labels.length} labels for ${rows} rows: pass one label per row.`);
  for (let i = 0; i < rows; i++) {
    if (!Number.isInteger(labels[i])) {
      throw new InputError(
        `${name}[${i}] is ${labels[i]}, but a label is a whole number: number the people 0, 1, 2, …`,
      );
    }
  }
}

/** Throws unless `value` is a whole number in low … high. */
export function checkCount(value: number, low: number, high: number, name: string, advice: string): void {
  expect(
    Number.isInteger(value) && value >= low && value <= high,
    `${name} is ${value}, but it must be a whole number from ${low} to ${high}: ${advice}`,
  );
}

/** Throws unless the rate is in (0, 1]. */
export function checkRates(rates: ArrayLike<number>, name: string): void {
  expect(rates.length > 0, `No ${name} is given: pass at least one, such as [0.001].`);
  for (let i = 0; i < rates.length; i++) {
    expect(
      rates[i] > 0 && rates[i] <= 1,
      `The ${name} ${rates[i]} is out of range: pass a share above 0 and at most 1, such as 0.001.`,
    );
  }
}

/** Throws unless the threshold is a number; infinite thresholds accept everything or nothing and are allowed. */
export function checkThreshold(threshold: number, name: string): void {
  expect(!Number.isNaN(threshold), `${name} is NaN: pass a number.`);
}
