import assert from 'node:assert/strict';
import { matrixFrom } from '../../../src/base/matrix';
import { nearestUnderLamps, underTwoLamps } from '../../../src/lessons/celebrities/lamps';
import { rawPixels } from '../../../src/lessons/welcome/nearest-pictures';

describe('eight people under two lamps', () => {
  const faces = underTwoLamps(32);

  it('are two pictures of each, which differ in the lamp', () => {
    assert.equal(faces.count, 16);
    assert.deepEqual(Array.from(faces.labels.slice(0, 4)), [0, 0, 1, 1]);
    assert.equal(faces.sources[1], 'drawn: Alma, lamp on the right');
    // The side of the face that the lamp is on is the brighter one.
    const side = (row: number, from: number): number => {
      const { pixels } = faces;
      let sum = 0;
      for (let y = 12; y < 24; y++)
        for (let x = from; x < from + 8; x++) sum += pixels[((row * 32 + y) * 32 + x) * 3 + 1];
      return sum;
    };
    assert.ok(side(0, 6) > side(0, 18) && side(1, 6) < side(1, 18));
  });

  it('are mistaken in raw pixels by nearly everybody', () => {
    const { rows, mistaken } = nearestUnderLamps(rawPixels(faces), faces);
    assert.ok(mistaken >= 6, String(mistaken));
    for (const { neighbours } of rows) {
      assert.equal(neighbours.length, 8);
      assert.ok(neighbours.every(({ distance }, place) => place === 0 || distance >= neighbours[place - 1].distance));
    }
  });

  it('are told apart by an embedding that knows the person alone', () => {
    const own = matrixFrom(Array.from(faces.labels, (label) => faces.names.map((_, d) => Number(d === label))));
    assert.equal(nearestUnderLamps(own, faces).mistaken, 0);
  });
});
