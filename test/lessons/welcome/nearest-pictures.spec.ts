import assert from 'node:assert/strict';
import { matrixFrom } from '../../../src/base/matrix';
import { nearestPictures, rawPixels } from '../../../src/lessons/welcome/nearest-pictures';

const at = (degree: number): number[] => [Math.cos((degree * Math.PI) / 180), Math.sin((degree * Math.PI) / 180)];

describe('nearest pictures', () => {
  it('are never the picture itself, and say where another person is nearest', async () => {
    const labels = Int32Array.from([0, 0, 1, 1]);
    const found = await nearestPictures(matrixFrom([0, 10, 25, 100].map(at)), { labels, count: 4 }, 2);
    assert.deepEqual(found.indices, [
      [1, 2],
      [0, 2],
      [1, 0],
      [2, 1],
    ]);
    assert.deepEqual(found.wrong, [2]);
    assert.equal(found.rank1, 0.75);
    assert.ok(Math.abs(found.distances[0][0] - (1 - Math.cos(Math.PI / 18))) < 1e-6);
  });

  it('raw pixels are a row a picture, from −0.5 to 0.5', () => {
    const { values, rows, columns } = rawPixels({ pixels: Uint8Array.from([0, 255, 51, 102]), count: 2 });
    assert.deepEqual([rows, columns], [2, 2]);
    assert.deepEqual(
      Array.from(values, (value) => Number(value.toFixed(4))),
      [-0.5, 0.5, -0.3, -0.1],
    );
  });
});
