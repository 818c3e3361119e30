import assert from 'node:assert/strict';
import { matrixFrom } from '../../../src/base/matrix';
import { largestGroups } from '../../../src/lessons/groupface/occupancy';

describe('the largest groups', () => {
  it('come by size, with the surest pictures first', () => {
    const logits = matrixFrom([[1, 0, 0], [0, 2, 0], [0, 3, 0], [0, 0, 1]]); // prettier-ignore
    assert.deepEqual(largestGroups(logits, 2), [
      { group: 1, rows: [2, 1] },
      { group: 0, rows: [0] },
    ]);
  });
});
