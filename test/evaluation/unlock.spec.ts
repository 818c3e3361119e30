import assert from 'node:assert/strict';
import { matrixFrom } from '../../src/base/matrix';
import { seeded } from '../../src/base/random';
import { smallestRate } from '../../src/evaluation/verification/operating-point';
import {
  distancesToMean,
  distancesToOthers,
  faceUnlock,
  meanSimilarity,
  meanVectors,
  unlockThreshold,
} from '../../src/evaluation/unlock';

// Two people in the plane: 8 looks along x, 3 along y. The long vector counts no more than the short ones.
const embeddings = matrixFrom([
  [100, 0],
  [0.6, 0.8],
  [0, 1],
  [0, 4],
]);
const labels = [8, 8, 3, 3];

describe('mean vectors and face unlock', () => {
  const { identities, means } = meanVectors(embeddings, labels);
  const distances = distancesToMean(embeddings, means);

  it('by hand: people ascending, means of unit vectors, of unit length', () => {
    assert.deepEqual(Array.from(identities), [3, 8]);
    const expected = [0, 1, 2 / Math.sqrt(5), 1 / Math.sqrt(5)];
    expected.forEach((value, i) => assert.ok(Math.abs(means.values[i] - value) < 1e-12));
    assert.ok(Math.abs(meanSimilarity(means).values[1] - 1 / Math.sqrt(5)) < 1e-12);
  });

  it('by hand: at 0.3 one picture of 8 opens the phone of 3, and nobody of 3 that of 8', () => {
    // Distances to [mean of 3, mean of 8]: 8: [1, 0.106], [0.2, 0.106]; 3: [0, 0.553] twice.
    assert.deepEqual(
      Array.from(distances.values, (value) => Number(value.toFixed(3))),
      [1, 0.106, 0.2, 0.106, 0, 0.553, 0, 0.553],
    );
    assert.deepEqual(Array.from(faceUnlock(distances, labels, identities, 0.3).values), [1, 0, 0.5, 1]);
  });

  it('by hand: a picture is compared with the other pictures of its person, and with the means of the rest', () => {
    const others = distancesToOthers(embeddings, labels);
    assert.deepEqual(Array.from(others.identities), [3, 8]);
    // The pictures of 8 have a cosine of 0.6 with each other; each would be at 0.106 of a mean that it counts in.
    assert.deepEqual(
      Array.from(others.distances.values, (value) => Number(value.toFixed(3))),
      [1, 0.4, 0.2, 0.4, 0, 0.553, 0, 0.553],
    );
  });

  it('leaves one out as means made without that picture do; alone, or with others that cancel out, it is at distance 1', () => {
    const random = seeded(3);
    const rows = Array.from({ length: 12 }, () => Array.from({ length: 5 }, () => random.normal()));
    const people = rows.map((_, row) => row % 3);
    const { distances: left } = distancesToOthers(matrixFrom(rows), people);
    for (const s of rows.keys()) {
      const rest = [...rows.keys()].filter((row) => row !== s);
      const without = meanVectors(
        matrixFrom(rest.map((row) => rows[row])),
        rest.map((row) => people[row]),
      );
      distancesToMean(matrixFrom([rows[s]]), without.means).values.forEach((distance, j) => {
        if (j === people[s]) assert.ok(Math.abs(left.values[s * 3 + j] - distance) < 1e-12);
      });
    }
    const odd = matrixFrom([
      [0.6, 0.8],
      [-0.6, -0.8],
      [1, 0],
      [0, 1],
    ]);
    const { distances: ones } = distancesToOthers(odd, [0, 0, 0, 1]);
    assert.deepEqual([ones.values[2 * 2], ones.values[3 * 2 + 1]], [1, 1]);
  });

  it('the threshold for a rate lets in that share of strangers and no more', () => {
    // Attempts of strangers: 0.2, 0.553, 0.553, 1. One of the four may pass at FAR 0.25, a third would come with the second.
    for (const [far, passed] of [
      [0.25, 1],
      [0.5, 1],
      [0.75, 3],
      [1, 4],
    ]) {
      const threshold = unlockThreshold(distances, labels, identities, far);
      const strangers = [distances.values[0], distances.values[2], distances.values[5], distances.values[7]];
      assert.equal(strangers.filter((distance) => distance <= threshold).length, passed, `FAR ${far}`);
    }
    assert.throws(
      () => unlockThreshold(distances, labels, identities, 0.01),
      /FAR 0.01 cannot be measured on 4 impostor pairs/,
    );
  });

  it('a refusal advises a rate that works: rounded up, never to the nearest', () => {
    for (const [trials, rate] of [
      [20, 0.05],
      [56, 0.0178572],
      [90, 0.0111112],
      [12, 0.0833334],
      [3, 0.333334],
      [1, 1],
    ]) {
      assert.equal(smallestRate(trials), rate);
      assert.ok(rate * trials >= 1);
    }
  });

  it('pictures that cancel out have a mean of zeros, at distance 1 of everything', () => {
    const { means: none } = meanVectors(
      matrixFrom([
        [1, 0],
        [-1, 0],
      ]),
      [1, 1],
    );
    assert.deepEqual(Array.from(none.values), [0, 0]);
    assert.deepEqual(
      Array.from(
        distancesToMean(
          matrixFrom([
            [1, 0],
            [-1, 0],
          ]),
          none,
        ).values,
      ),
      [1, 1],
    );
  });
});
