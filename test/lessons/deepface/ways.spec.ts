import assert from 'node:assert/strict';
import { matrixFrom } from '../../../src/base/matrix';
import type { FoldAccuracy } from '../../../src/evaluation/verification/folds';
import { balancedPairs, type FoldedPairs } from '../../../src/evaluation/verification/pairs';
import { nearestByChiSquare } from '../../../src/lessons/deepface/neighbours';
import { threeCrowds } from '../../../src/lessons/deepface/people';
import {
  aheadByFold,
  helperPairs,
  judge,
  waysToCompare,
  weightsByDecay,
  weightsByPeople,
} from '../../../src/lessons/deepface/ways';
import { firstPictures } from '../../../src/notebook/people';
import { blobFaces } from '../../support/blobs';

describe('ways to compare two pictures', () => {
  const features = matrixFrom([[1, 0, 2], [1, 0, 1], [0, 3, 0], [0, 1, 0]]); // prettier-ignore
  const pairs: FoldedPairs = {
    first: Int32Array.of(0, 2, 0, 1),
    second: Int32Array.of(1, 3, 2, 3),
    same: Uint8Array.of(1, 1, 0, 0),
    folds: Int32Array.of(0, 1, 0, 1),
  };

  it('measure what their names say', async () => {
    const siamese = { weights: Float32Array.of(-1, -1, -2), bias: 1 };
    const ways = waysToCompare([1, 1, 3], siamese);
    assert.deepEqual(
      ways.map(({ name }) => name),
      ['cosine', 'chi-square', 'weighted chi-square', 'siamese head'],
    );
    const distances = await Promise.all(ways.map((way) => judge(way, { features, pairs })));
    const first = distances.map((judged) => Number(judged.distances[0].toFixed(4)));
    // (1, 0, 2) and (1, 0, 1): cosine 3 / √10; 1 / 3 in the third coordinate; its weight 3; −a = −(1 − 2 · 1).
    assert.deepEqual(first, [Number((1 - 3 / Math.sqrt(10)).toFixed(4)), 0.3333, 1, 1]);
    // (1, 0, 2) and (0, 3, 0) have nothing in common.
    assert.deepEqual(
      distances.map((judged) => Number(judged.distances[2].toFixed(4))),
      [1, 6, 10, 7], // χ²: 1 + 3 + 2, weighted 1 + 3 + 6; −a = −(1 − 1 − 3 − 2 · 2)
    );
    assert.equal(distances[1].result.mean, 0.75); // the threshold that the pairs 0 and 2 give is 0.33: pair 1, at 1, is not accepted
  });

  it('are compared fold by fold', () => {
    const of = (accuracies: number[]): FoldAccuracy => ({ accuracies }) as unknown as FoldAccuracy;
    const { mean, standardError } = aheadByFold(of([0.9, 0.8, 1]), of([0.8, 0.8, 0.8]));
    assert.ok(Math.abs(mean - 0.1) < 1e-12); // of 0.1, 0, 0.2
    assert.ok(Math.abs(standardError - Math.sqrt(0.02 / 3 / 2)) < 1e-12);
  });

  it('learn from two thirds of the helpers and choose on the others', () => {
    const labels = Array.from({ length: 12 * 4 }, (_, row) => Math.floor(row / 4));
    const { learning, choosing } = helperPairs(labels, { seed: 1, pairsPerKind: 2 });
    const rows = ({ first, second }: FoldedPairs): number[] => [...first, ...second];
    assert.ok(rows(learning).every((row) => row < 32));
    assert.ok(rows(choosing).every((row) => row >= 32 && row < 48));
    assert.equal(learning.same.length, 40);
    for (const { first, second, same } of [learning, choosing]) {
      same.forEach((one, pair) => assert.equal(one === 1, labels[first[pair]] === labels[second[pair]]));
    }
  });

  it('report each decay, and pull weights towards 0', async () => {
    const asked = { features, pairs };
    const progress: number[] = [];
    const tried = await weightsByDecay(
      [100, 0.001],
      { learning: asked, choosing: asked, strangers: asked },
      { steps: 200, onProgress: (done) => progress.push(done) },
    );
    const size = ({ weights }: { weights: Float32Array }): number => Math.hypot(...weights);
    assert.deepEqual(progress, [1, 2]);
    assert.deepEqual(
      tried.map(({ decay }) => decay),
      [100, 0.001],
    );
    assert.ok(size(tried[0]) < 0.1 && size(tried[1]) > size(tried[0]), `${tried.map(size)}`);
    assert.equal(tried[1].learnt, 1);
  });

  it('are learnt from more and more people', async () => {
    // Person k speaks in coordinate 1 + k; coordinate 0 says nothing of anybody.
    const labels = [0, 1, 2, 3].flatMap((person) => new Array<number>(6).fill(person));
    const people = matrixFrom(
      labels.map((person, row) => [row % 2, ...[0, 1, 2, 3].map((k) => (k === person ? 1 : 0))]),
    );
    const asked = { features: people, pairs: balancedPairs(labels, { seed: 1, pairsPerKind: 6 }) };
    const options = { seed: 1, pairsPerKind: 6, decay: 0.001, steps: 100 };
    const tried = await weightsByPeople([2, 4], { features: people, labels }, asked, options);
    assert.deepEqual(
      tried.map(({ people: count, learnt }) => [count, learnt]),
      [
        [2, 1],
        [4, 1],
      ],
    );
    assert.equal(tried[1].strangers, 1);
  });

  it('find neighbours by the weighted chi-square distance', async () => {
    const faces = blobFaces({ identities: 2, picturesEach: 2, size: 4, seed: 1 });
    const options = { weights: Float32Array.of(1, 1, 0), nameOf: (row: number) => `picture ${row}` };
    const [found] = await nearestByChiSquare(features, faces, { probes: [3], gallery: [0, 1, 2], k: 2 }, options);
    assert.equal(found.name, 'picture 3');
    assert.deepEqual(
      found.neighbours.map(({ name, distance }) => [name, distance]),
      [
        ['picture 2', 1], // (3 − 1)² / 4
        ['picture 0', 2], // 1 + 1: the third coordinate has no weight
      ],
    );
  });
});

describe('the people of the DeepFace lesson', () => {
  it('are three groups with nobody in common, and two pictures of each known one are kept back', async () => {
    const crowds = await threeCrowds({ people: 2, each: 4, others: 2, size: 16, seed: 1 });
    const { training, newPictures, strangers, helpers } = crowds;
    assert.deepEqual([training.count, newPictures.count, strangers.count, helpers.count], [4, 4, 20, 20]);
    assert.deepEqual(Array.from(newPictures.labels), [0, 0, 1, 1]);
    assert.deepEqual(training.names, newPictures.names);
    const all = [...training.names, ...strangers.names, ...helpers.names];
    assert.equal(new Set(all).size, 6);
    assert.deepEqual(firstPictures(strangers, 2, 3), [0, 1, 2, 10, 11, 12]);
  });
});
