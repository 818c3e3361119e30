import assert from 'node:assert/strict';
import { matrixFrom } from '../../../src/base/matrix';
import { lookAlikes } from '../../../src/lessons/facenet/look-alikes';

describe('lookAlikes', () => {
  // People 3, 5, 7, 9 at 0°, 100°, 110° and 130°, two pictures each, 5° to either side.
  const people = [3, 5, 7, 9];
  const degrees = [0, 100, 110, 130];
  const labels = people.flatMap((person) => [person, person]);
  const embeddings = matrixFrom(
    degrees.flatMap((degree) =>
      [-5, 5].map((off) => {
        const angle = ((degree + off) * Math.PI) / 180;
        return [Math.cos(angle), Math.sin(angle)];
      }),
    ),
  );

  it('names the person whose nearest others are closest, and these, nearest first', () => {
    assert.deepEqual(lookAlikes(embeddings, labels, 2), [5, 7]); // 10° apart, and so are 7 and 5: the first one
    assert.deepEqual(lookAlikes(embeddings, labels, 3), [7, 5, 9]); // 10° and 20°
    assert.deepEqual(lookAlikes(embeddings, labels, 4), [5, 7, 9, 3]); // cosines of 10°, 30° and 100° against 10°, 20° and 110°
  });

  it('refuses more people than there are', () => {
    assert.throws(() => lookAlikes(embeddings, labels, 5), /count is 5, but it must be a whole number from 2 to 4/);
  });
});
