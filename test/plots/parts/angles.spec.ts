import assert from 'node:assert/strict';
import { matrixFrom } from '../../../src/base/matrix';
import { smallestAngle } from '../../../src/plots/parts/angles';

describe('angles between directions', () => {
  it('the smallest is that of the nearest two, whatever their lengths', () => {
    const directions = matrixFrom([[1, 0], [0, 5], [-2, 2], [0, -1]]); // prettier-ignore
    assert.ok(Math.abs(smallestAngle(directions) - Math.PI / 4) < 1e-7);
    assert.equal(smallestAngle(matrixFrom([[1, 0]])), Infinity);
  });
});
