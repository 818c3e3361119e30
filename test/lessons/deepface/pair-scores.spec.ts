import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { matrixFrom } from '../../../src/base/matrix';
import { seeded } from '../../../src/base/random';
import { allPairs } from '../../../src/evaluation/verification/pairs';
import { tenFoldAccuracy } from '../../../src/evaluation/verification/folds';
import { deepFaceFeatures, largestOf } from '../../../src/lessons/deepface/features';
import { pairDistances } from '../../../src/lessons/deepid2/pair-distances';
import {
  chiSquareOfPairs,
  learnChiSquareWeights,
  learnSiameseHead,
  siameseOfPairs,
} from '../../../src/lessons/deepface/pair-scores';

describe('DeepFace features', () => {
  it('are divided by the largest of the training set and scaled to length 1', () => {
    const largest = largestOf(matrixFrom([[2, 0, 1], [4, 0.01, 0.5]])); // prettier-ignore
    assert.deepEqual(Array.from(largest), [4, 0.01, 1]);
    const { values } = deepFaceFeatures(matrixFrom([[12, 0.2, 0], [0, 0, 0]]), largest); // prettier-ignore
    assert.deepEqual(Array.from(values), [0.6, 0.8, 0, 0, 0, 0].map((value, d) => (d < 2 ? [3, 4][d] / 5 : value))); // prettier-ignore
  });

  it('refuse what does not fit', () => {
    assert.throws(() => deepFaceFeatures(matrixFrom([[1, 2]]), [1]), /1 largest values for 2 coordinates/);
    assert.throws(() => largestOf({ values: new Float64Array(0), rows: 0, columns: 3 }), /There are no features/);
  });
});

describe('distances of pairs', () => {
  it('are Euclidean, of unit vectors', () => {
    const { same, different, separation } = pairDistances(matrixFrom([[1, 0], [3, 0], [0, 5]]), [0, 0, 1]); // prettier-ignore
    assert.deepEqual(same, [0]);
    assert.deepEqual(different, [Math.SQRT2, Math.SQRT2]);
    assert.equal(separation.differentMean, Math.SQRT2);
  });
});

describe('what is learnt from pairs', () => {
  // The first three coordinates tell people apart, the other nine are noise.
  const random = seeded(3);
  const people = Array.from({ length: 12 }, () => [random.uniform(0, 1), random.uniform(0, 1), random.uniform(0, 1)]);
  const labels = Array.from({ length: 48 }, (_, row) => row % 12);
  const noisy = labels.map((label) => [
    ...people[label].map((value) => Math.max(0, value + random.uniform(-0.05, 0.05))),
    ...Array.from({ length: 9 }, () => random.uniform(0, 1)),
  ]);
  const features = matrixFrom(noisy);
  const pairs = allPairs(labels);
  const folds = pairs.first.map((_, pair) => pair % 2);
  const accuracy = (scores: Float32Array): number => tenFoldAccuracy(scores, pairs.same, folds).mean;

  it('is which coordinates matter, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const seen: number[] = [];
    const chi = await learnChiSquareWeights(features, pairs, { steps: 200, onProgress: (done) => seen.push(done) });
    const siamese = await learnSiameseHead(features, pairs, { steps: 200 });
    assert.equal(seen.length, 200);
    const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    assert.ok(mean(chi.weights.slice(0, 3)) > 3 * Math.abs(mean(chi.weights.slice(3))), String(chi.weights));
    assert.ok(mean(siamese.weights.slice(0, 3)) < -3 * Math.abs(mean(siamese.weights.slice(3))), String(siamese.weights)); // prettier-ignore
    const plain = accuracy((await chiSquareOfPairs(features, pairs)).map((value) => -value));
    const weighted = accuracy((await chiSquareOfPairs(features, pairs, chi.weights)).map((value) => -value));
    const head = accuracy(await siameseOfPairs(features, pairs, siamese));
    assert.ok(weighted > plain && head > plain, `${plain}, ${weighted}, ${head}`);
    assert.equal(tf.memory().numTensors, before);
  });

  it('stops when told to', async () => {
    const before = tf.memory().numTensors;
    await assert.rejects(learnSiameseHead(features, pairs, { signal: AbortSignal.abort(new Error('enough')) }), /enough/); // prettier-ignore
    assert.equal(tf.memory().numTensors, before);
  });

  it('is compared by the distance of the lesson', async () => {
    const two = matrixFrom([[1, 3], [3, 1]]); // prettier-ignore
    const one = { first: Int32Array.of(0), second: Int32Array.of(1) };
    assert.deepEqual(Array.from(await chiSquareOfPairs(two, one)), [2]);
    assert.deepEqual(Array.from(await chiSquareOfPairs(two, one, [1, 2])), [3]);
    const head = { weights: Float32Array.of(-1, -0.5), bias: 4 };
    assert.deepEqual(Array.from(await siameseOfPairs(two, one, head)), [1]);
  });
});
