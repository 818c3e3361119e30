import { expect } from '../../base/errors';
import type { Matrix } from '../../base/matrix';

/** Throws unless the matrix is [names, names] with at least two names. */
export function expectSquare(matrix: Matrix, names: string[]): void {
  expect(names.length >= 2, `A comparison of people needs at least two, but there is ${names.length}.`);
  expect(
    matrix.rows === names.length && matrix.columns === names.length,
    `The matrix is [${matrix.rows}, ${matrix.columns}], but there are ${names.length} names: expected one row and one column per name.`,
  );
}
