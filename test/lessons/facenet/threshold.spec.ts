import assert from 'node:assert/strict';
import { matrixFrom } from '../../../src/base/matrix';
import { acceptedAt, ofKind, squaredPairDistances } from '../../../src/lessons/facenet/threshold';

describe('thresholds on squared distances', () => {
  // Directions 0°, 90°, 180° of any length; the first two are one person.
  const distances = squaredPairDistances(matrixFrom([[2, 0], [0, 3], [-1, 0]]), [0, 0, 1]); // prettier-ignore

  it('are of unit vectors, for every pair', () => {
    assert.deepEqual(distances.d2, [2, 4, 2]);
    assert.deepEqual(Array.from(distances.same), [1, 0, 0]);
    assert.deepEqual(ofKind(distances, true), [2]);
    assert.deepEqual(ofKind(distances, false), [4, 2]);
  });

  it('accept what lies on them', () => {
    assert.deepEqual(acceptedAt(distances, 1.9), { far: 0, tar: 0 });
    assert.deepEqual(acceptedAt(distances, 2), { far: 0.5, tar: 1 });
    assert.deepEqual(acceptedAt(distances, 4), { far: 1, tar: 1 });
  });
});
