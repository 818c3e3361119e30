import assert from 'node:assert/strict';
import { anchorZones } from '../../../src/lessons/facenet/zones';

describe('zones around an anchor', () => {
  const d2 = [
    [0, 1, 2, 3],
    [1, 0, 4, 5],
    [2, 4, 0, 6],
    [3, 5, 6, 0],
  ];
  const faces = { names: ['Ada', 'Bo'], labels: Int32Array.from([0, 0, 1, 1]) };

  it('hold the first positive, all negatives, and the one that was mined', () => {
    assert.deepEqual(anchorZones(d2, faces, [0, 3], [[0, 1, 3]]), [
      { name: 'Ada', toPositive: 1, toNegatives: [2, 3], chosen: 1 },
      { name: 'Bo', toPositive: 6, toNegatives: [3, 5] },
    ]);
  });
});
