import assert from 'node:assert/strict';
import { matrixFrom, rowsOf, unitRows } from '../../src/base/matrix';

describe('unit rows', () => {
  it('have length 1 and the old direction; zeros stay, and the old matrix is as it was', () => {
    const x = matrixFrom([[3, 4], [0, 0], [0, -2]]); // prettier-ignore
    assert.deepEqual(Array.from(unitRows(x).values), [0.6, 0.8, 0, 0, 0, -1]);
    assert.deepEqual(Array.from(x.values), [3, 4, 0, 0, 0, -2]);
    assert.ok(unitRows({ ...x, values: Float32Array.from(x.values) }).values instanceof Float32Array);
  });
});

describe('all rows', () => {
  it('are plain lists, copied', () => {
    const x = matrixFrom([[3, 4], [0, -2]]); // prettier-ignore
    const rows = rowsOf(x);
    rows[0][0] = 9;
    assert.deepEqual(rows, [[9, 4], [0, -2]]); // prettier-ignore
    assert.equal(x.values[0], 3);
    assert.ok(Array.isArray(rowsOf({ ...x, values: Float32Array.from(x.values) })[1]));
  });
});
