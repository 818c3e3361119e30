import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { squaredDistances, unitVectors } from '../../src/distances';
import { seeded } from '../../src/base/random';
import {
  allTriplets,
  countTriplets,
  hardTriplets,
  semiHardTriplets,
  Triplet,
  tripletFractions,
} from '../../src/mining/triplets';

/** Points on a circle: at an angle of 2 arcsin(d/2) two of them are d apart. */
function onCircle(degrees: number[]): tf.Tensor2D {
  return tf.tensor2d(
    degrees.map((angle) => [3 * Math.cos((angle * Math.PI) / 180), 3 * Math.sin((angle * Math.PI) / 180)]),
  );
}

describe('triplets', () => {
  it('of two people with ten pictures each: 1800', () => {
    assert.equal(countTriplets(Array.from({ length: 20 }, (_, i) => i % 2)), 1800);
    assert.equal(countTriplets([0, 0, 1]), 2);
    assert.equal(countTriplets([0, 1, 2]), 0);
    assert.equal(countTriplets([]), 0);
  });

  it('of three pictures of two people', () => {
    assert.deepEqual(allTriplets([0, 1, 0]), [
      [0, 2, 1],
      [2, 0, 1],
    ]);
  });

  it('semi-hard: behind the positive, within the margin, the closest', async () => {
    // Anchor at 0°, positive at 40° (d² = 0.47); negatives at 30° (hard), 45° (0.59), 50° (0.71), 90° (2, easy).
    const points = onCircle([0, 40, 30, 45, 50, 90]);
    const mined = await semiHardTriplets(points, [0, 0, 1, 1, 1, 1], { margin: 0.3 });
    assert.deepEqual(mined.filter(([a]) => a === 0), [[0, 1, 3]]); // prettier-ignore
    // From 40° the positive is 40° away (0.47), 90° is 50° away (0.71), the others are closer.
    assert.deepEqual(mined.filter(([a]) => a === 1), [[1, 0, 5]]); // prettier-ignore
    points.dispose();
  });

  it('hard: the farthest positive and the closest negative of each anchor', async () => {
    const points = onCircle([0, 10, 50, 20, 170]);
    assert.deepEqual(await hardTriplets(points, [0, 0, 0, 1, 1]), [
      [0, 2, 3],
      [1, 2, 3],
      [2, 0, 3],
      [3, 4, 1],
      [4, 3, 2],
    ]);
    assert.deepEqual(await hardTriplets(points, [0, 0, 0, 0, 0]), [], 'nobody else');
    assert.deepEqual(await hardTriplets(points, [0, 1, 2, 3, 4]), [], 'no second picture');
    points.dispose();
  });

  it('agree with three nested loops, and leave no tensor behind', async () => {
    const batches = fc.record({
      size: fc.integer({ min: 1, max: 14 }),
      people: fc.integer({ min: 1, max: 5 }),
      seed: fc.integer({ min: 1, max: 1e6 }),
      margin: fc.constantFrom(0, 0.2, 1),
    });
    const property = fc.asyncProperty(batches, async ({ size, people, seed, margin }) => {
      const random = seeded(seed);
      const labels = Array.from({ length: size }, () => random.integer(people));
      // A coarse grid of directions, so that distances tie.
      const points = tf.tensor2d(
        Array.from({ length: size }, () => [random.integer(3) - 1, random.integer(3) + 1, random.integer(2)]),
      );
      const before = tf.memory().numTensors;
      const fractions = await tripletFractions(points, labels, { margin });
      const mined = {
        semiHard: await semiHardTriplets(points, labels, { margin }),
        hard: await hardTriplets(points, labels),
      };
      assert.equal(tf.memory().numTensors, before, 'tensors left behind');
      const expected = bruteForce(distancesOf(points), labels, margin);
      assert.deepEqual(mined.semiHard, expected.semiHard);
      assert.deepEqual(mined.hard, expected.hardest);
      assert.deepEqual(allTriplets(labels), expected.all);
      assert.equal(countTriplets(labels), expected.all.length);
      assert.equal(fractions.count, expected.all.length);
      for (const kind of ['easy', 'semiHard', 'hard'] as const) {
        const part = expected.all.length === 0 ? 0 : expected.kinds[kind] / expected.all.length;
        assert.ok(Math.abs(fractions[kind] - part) < 1e-12, kind);
      }
      points.dispose();
    });
    await fc.assert(property, { seed: 5, numRuns: 60 });
  });

  it('agree with three nested loops for rows of any length, none included, and refuse what is not finite', async () => {
    for (const scale of [1e-11, 1e-9, 1, 1e18, 1e30]) {
      for (const people of [1, 3, 24]) {
        const random = seeded(people, `${scale}`);
        const labels = Array.from({ length: 24 }, () => random.integer(people) * 2);
        const rows = labels.map((_, row) => Array.from({ length: 9 }, () => (row === 5 ? 0 : scale * random.normal())));
        const points = tf.tensor2d(rows);
        const expected = bruteForce(distancesOf(points), labels, 0.3);
        assert.deepEqual(await semiHardTriplets(points, labels, { margin: 0.3 }), expected.semiHard);
        assert.deepEqual(await hardTriplets(points, labels), expected.hardest);
        points.dispose();
      }
    }
    for (const value of [NaN, Infinity, -Infinity]) {
      const points = tf.tensor2d([[1, 2], [3, 4], [5, value]]); // prettier-ignore
      await assert.rejects(
        hardTriplets(points, [0, 0, 1]),
        /^InputError: Row 2 of embeddings has a number that is not/,
      );
      points.dispose();
    }
  });

  it('take labels as a tensor as well', async () => {
    const points = onCircle([0, 10, 50, 20, 170]);
    const labels = tf.tensor1d([0, 0, 0, 1, 1], 'int32');
    assert.deepEqual(await hardTriplets(points, labels), await hardTriplets(points, [0, 0, 0, 1, 1]));
    tf.dispose([points, labels]);
  });
});

/** The distances that the miner compares, to the last bit: ties stay ties. */
function distancesOf(points: tf.Tensor2D): number[][] {
  return tf.tidy(() => {
    const z = unitVectors(points);
    return squaredDistances(z, z).arraySync();
  });
}

function bruteForce(
  d: number[][],
  labels: number[],
  margin: number,
): {
  all: Triplet[];
  semiHard: Triplet[];
  hardest: Triplet[];
  kinds: { easy: number; semiHard: number; hard: number };
} {
  const all: Triplet[] = [];
  const semiHard: Triplet[] = [];
  const hardest: Triplet[] = [];
  const kinds = { easy: 0, semiHard: 0, hard: 0 };
  for (let a = 0; a < labels.length; a++) {
    let hard: Triplet | undefined;
    for (let p = 0; p < labels.length; p++) {
      if (p === a || labels[p] !== labels[a]) continue;
      let closest: number | undefined;
      for (let n = 0; n < labels.length; n++) {
        if (labels[n] === labels[a]) continue;
        all.push([a, p, n]);
        const isHard = d[a][n] <= d[a][p];
        const isEasy = !isHard && d[a][n] >= d[a][p] + margin;
        kinds[isHard ? 'hard' : isEasy ? 'easy' : 'semiHard']++;
        if (!isHard && !isEasy && (closest === undefined || d[a][n] < d[a][closest])) closest = n;
        if (!hard || d[a][p] > d[a][hard[1]] || (p === hard[1] && d[a][n] < d[a][hard[2]])) hard = [a, p, n];
      }
      if (closest !== undefined) semiHard.push([a, p, closest]);
    }
    if (hard) hardest.push(hard);
  }
  return { all, semiHard, hardest, kinds };
}
