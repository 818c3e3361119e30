import assert from 'node:assert/strict';
import { templateOf } from '../../../src/data/align';
import { renderCelebrities } from '../../../src/data/celebrities/render';
import {
  attentionOnFeatures,
  landmarksOfDrawn,
  mapCorrelation,
  overPeople,
  placesOnFeatures,
  uncovered,
  withoutMeanMap,
} from '../../../src/lessons/askd/looking';

describe('where a network looks', () => {
  // Four places of a picture of 4 pixels: their middles are 0.5 and 2.5.
  const around = { size: 4, radius: 1 };

  it('places of a map lie on a feature when their middle is near a landmark', () => {
    assert.deepEqual(placesOnFeatures(2, [[0.5, 0.5]], around), [true, false, false, false]);
    assert.deepEqual(placesOnFeatures(2, [[2.5, 1.5], [0.5, 3.5]], around), [false, true, true, true]); // prettier-ignore
    assert.deepEqual(placesOnFeatures(4, [[1, 2]], around).filter(Boolean).length, 5, 'a place and its neighbours');
  });

  it('a map finds features as often as places on them have more attention, a tie counts half', () => {
    const eye: [number, number][] = [[0.5, 0.5]];
    assert.equal(attentionOnFeatures([4, 1, 2, 3], eye, around), 1);
    assert.equal(attentionOnFeatures([40, 10, 20, 30], eye, around), 1);
    assert.equal(attentionOnFeatures([1, 2, 3, 4], eye, around), 0);
    assert.equal(attentionOnFeatures([5, 5, 5, 5], eye, around), 0.5);
    assert.equal(attentionOnFeatures([2, 1, 2, 3], eye, around), 0.5);
    assert.throws(
      () => attentionOnFeatures([1, 2, 3, 4], eye, { size: 4, radius: 100 }),
      /4 of 4 places lie within 100 pixels of a landmark/,
    );
  });

  it('the correlation of two maps sees their form alone', () => {
    assert.ok(Math.abs(mapCorrelation([1, 2, 3, 5], [0.51, 0.52, 0.53, 0.55]) - 1) < 1e-12);
    assert.equal(mapCorrelation([1, -1, 1, -1], [1, 1, -1, -1]), 0);
    assert.equal(mapCorrelation([0, 1], [3, 2]), -1);
    assert.equal(mapCorrelation([0.5, 0.5], [1, 2]), 0);
    assert.throws(() => mapCorrelation([1], [1, 2]), /The maps have 1 and 2 places/);
  });

  it('faces with nothing in front are spread over all', () => {
    const occluded = Float32Array.of(0, 1, 0, 0, 0, 1, 0);
    assert.deepEqual(uncovered({ count: 7, attributes: { occluded } }, 10), [0, 2, 3, 4, 6]);
    assert.deepEqual(uncovered({ count: 7, attributes: { occluded } }, 3), [0, 3, 6]);
  });

  it('the mean map is what all pictures share', () => {
    const left = withoutMeanMap({ values: Float32Array.of(1, 5, 3, 1), rows: 2, columns: 2 });
    assert.deepEqual(left, { values: Float64Array.of(-1, 2, 1, -2), rows: 2, columns: 2 });
  });

  it('values are averaged person by person', () => {
    const { mean, half } = overPeople([1, 3, 10, 2], [7, 7, 2, 7]);
    assert.equal(mean, 6, 'of 2 and 10');
    assert.ok(Math.abs(half - 1.96 * 4) < 1e-12, 'a standard deviation of √32 over √2');
    assert.ok(Number.isNaN(overPeople([1, 2], [3, 3]).half));
  });

  it('landmarks of drawn pictures lie near the places that alignment gives them, in the order of the faces', async () => {
    const world = { seed: 1, picturesEach: 3, size: 32, firstIdentity: 5 };
    const points = landmarksOfDrawn(world, [0, 1, 2, 3]);
    const template = templateOf(32);
    for (const five of points) {
      assert.equal(five.length, 5);
      five.forEach(([x, y], i) => assert.ok(Math.hypot(x - template[i][0], y - template[i][1]) < 6, `${x}, ${y}`));
    }
    const other = landmarksOfDrawn({ ...world, firstIdentity: 6 }, [0]);
    assert.deepEqual(points[3], other[0]);
    const { labels } = await renderCelebrities({ ...world, identities: 2 });
    assert.deepEqual(Array.from(labels), [0, 0, 0, 1, 1, 1]);
  });
});
