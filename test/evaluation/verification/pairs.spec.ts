import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { matrixFrom, type Matrix } from '../../../src/base/matrix';
import { seeded } from '../../../src/base/random';
import { groupAwareSimilarity } from '../../../src/evaluation/group-similarity';
import { coarser, pairStatistics, rocOfHistogram } from '../../../src/evaluation/verification/pair-statistics';
import {
  allPairs,
  balancedPairs,
  lfwLikePairs,
  pairSimilarities,
  type FoldedPairs,
} from '../../../src/evaluation/verification/pairs';
import { dPrime } from '../../../src/evaluation/verification/separation';
import { roc } from '../../../src/evaluation/verification/roc';
import { tarAtFar } from '../../../src/evaluation/verification/tar-at-far';

function people(count: number, each: number, dim: number, seed: number): { embeddings: Matrix; labels: number[] } {
  const { normal, shuffle } = seeded(seed, 'people');
  const centers = Array.from({ length: count }, () => Array.from({ length: dim }, normal));
  const labels = shuffle(Array.from({ length: count * each }, (_, row) => row % count));
  return {
    embeddings: matrixFrom(labels.map((label) => centers[label].map((value) => value + 0.8 * normal()))),
    labels,
  };
}

function checkDrawn(pairs: FoldedPairs, labels: ArrayLike<number>, folds: number, perKind: number): void {
  assert.equal(pairs.first.length, 2 * perKind * folds);
  const keys = Array.from(pairs.first, (i, p) => [i, pairs.second[p]].sort((a, b) => a - b).join());
  assert.equal(new Set(keys).size, keys.length, 'no pair twice');
  pairs.first.forEach((i, p) => {
    assert.notEqual(i, pairs.second[p]);
    assert.equal(pairs.same[p] === 1, labels[i] === labels[pairs.second[p]]);
  });
  for (let fold = 0; fold < folds; fold++) {
    const same = Array.from(pairs.same).filter((_, p) => pairs.folds[p] === fold);
    assert.deepEqual([same.length, same.filter(Boolean).length], [2 * perKind, perKind]);
  }
}

describe('pairs', () => {
  it('all of them, by hand', () => {
    const { first, second, same } = allPairs([5, 9, 5]);
    assert.deepEqual([...first], [0, 0, 1]);
    assert.deepEqual([...second], [1, 2, 2]);
    assert.deepEqual([...same], [0, 1, 0]);
  });

  it('balanced folds: as many of each kind, none twice, the same for the same seed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 12, maxLength: 40 }),
        fc.integer(),
        (labels, seed) => {
          const all = allPairs(labels);
          const genuine = all.same.filter(Boolean).length;
          const available = Math.floor(Math.min(genuine, all.same.length - genuine) / 3);
          fc.pre(available >= 1);
          const pairs = balancedPairs(labels, { seed, folds: 3 });
          checkDrawn(pairs, labels, 3, available);
          assert.deepEqual(pairs, balancedPairs(labels, { seed, folds: 3 }));
        },
      ),
      { seed: 7, numRuns: 100 },
    );
  });

  it('LFW-like folds keep the people apart, and differ with the seed', () => {
    const labels = Array.from({ length: 300 }, (_, row) => (row < 240 ? row % 40 : 100 + row));
    const pairs = lfwLikePairs(labels, { seed: 1, folds: 10, pairsPerKind: 20 });
    checkDrawn(pairs, labels, 10, 20);
    const foldOf = new Map<number, number>();
    [pairs.first, pairs.second].forEach((rows) =>
      rows.forEach((row, p) => {
        assert.equal(foldOf.get(labels[row]) ?? pairs.folds[p], pairs.folds[p], 'a person in one fold only');
        foldOf.set(labels[row], pairs.folds[p]);
      }),
    );
    assert.notDeepEqual(pairs.first, lfwLikePairs(labels, { seed: 2, folds: 10, pairsPerKind: 20 }).first);
  });

  it('LFW-like folds without a wish take what the poorest fold has', () => {
    checkDrawn(lfwLikePairs([0, 0, 1, 1, 2, 2, 3, 3], { seed: 3, folds: 2 }), [0, 0, 1, 1, 2, 2, 3, 3], 2, 2);
  });

  it('every pair of a small set is drawn about as often', () => {
    const labels = [0, 0, 0, 1, 1, 1];
    const times = new Map<string, number>();
    for (let seed = 0; seed < 3000; seed++) {
      const { first, second } = balancedPairs(labels, { seed, folds: 2, pairsPerKind: 1 });
      first.forEach((i, p) => times.set(`${i} ${second[p]}`, (times.get(`${i} ${second[p]}`) ?? 0) + 1));
    }
    // 6 pairs of one person and 9 of two; 2 of each kind are drawn at a time.
    for (const [pair, count] of times) {
      const [i, j] = pair.split(' ').map(Number);
      const expected = labels[i] === labels[j] ? 1000 : 2000 / 3;
      assert.ok(Math.abs(count - expected) < 120, `${pair}: ${count}, expected about ${expected}`);
    }
    assert.equal(times.size, 15);
  });
});

describe('group-aware similarity', () => {
  it('by hand: cos 0.6, hidden features 5 apart', () => {
    const v = matrixFrom([
      [2, 0],
      [3, 4],
    ]);
    const h = matrixFrom([
      [1, 1],
      [4, 5],
    ]);
    const pairs = { first: Int32Array.of(0, 0), second: Int32Array.of(1, 0) };
    const [apart, itself] = groupAwareSimilarity(v, h, pairs);
    assert.ok(Math.abs(apart - (0.6 - 0.1 * Math.cbrt(5))) < 1e-12);
    assert.equal(itself, 1);
    assert.ok(Math.abs(groupAwareSimilarity(v, h, pairs, { beta: 0.02, gamma: 2 })[0] - 0.1) < 1e-12);
    assert.deepEqual(groupAwareSimilarity(v, h, pairs, { beta: 0 }), pairSimilarities(v, pairs));
  });
});

describe('statistics of all pairs', () => {
  it('are those of the listed pairs, over several blocks', async () => {
    const { embeddings, labels } = people(90, 25, 8, 11);
    const fars = [1e-3, 1e-2, 0.3, 1];
    const before = tf.memory().numTensors;
    const steps: number[] = [];
    const found = await pairStatistics(embeddings, labels, {
      fars,
      onProgress: (done, total) => steps.push(done / total),
    });
    assert.equal(tf.memory().numTensors, before);
    assert.deepEqual([steps.at(-1), steps.slice().sort((a, b) => a - b)], [1, steps]);

    const pairs = allPairs(labels);
    const similarities = pairSimilarities(embeddings, pairs);
    assert.equal(found.genuine, pairs.same.filter(Boolean).length);
    assert.equal(found.genuine + found.impostors, similarities.length);
    const listed = dPrime(similarities, pairs.same);
    for (const key of ['dPrime', 'sameMean', 'differentMean', 'sameVariance', 'differentVariance'] as const) {
      assert.ok(Math.abs(found[key] - listed[key]) < 1e-5, key);
    }
    tarAtFar(similarities, pairs.same, fars).forEach((row, i) => {
      const { threshold, falseAccepts, tar } = found.tarAtFar[i];
      assert.ok(Math.abs(threshold - row.threshold) < 1e-5);
      assert.ok(Math.abs(falseAccepts - row.falseAccepts) <= 2 && Math.abs(tar - row.tar) < 1e-4);
    });
    const curve = rocOfHistogram(found.histogram);
    const exact = roc(similarities, pairs.same);
    assert.ok(Math.abs(curve.auc - exact.auc) < 1e-4 && Math.abs(curve.eer - exact.eer) < 1e-3);

    const drawn = coarser(found.histogram, 64);
    assert.equal(drawn.same.length, 64);
    assert.equal(
      drawn.same.reduce((a, b) => a + b),
      found.genuine,
    );
    assert.equal(
      drawn.different.reduce((a, b) => a + b),
      found.impostors,
    );
  });

  it('are exact where float32 is: vectors of ±1 in four dimensions, full of ties', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(15), fc.nat(3)), { minLength: 3, maxLength: 30 }), async (pictures) => {
        const embeddings = matrixFrom(pictures.map(([bits]) => [1, 2, 4, 8].map((bit) => (bits & bit ? 1 : -1))));
        const labels = pictures.map(([, label]) => label);
        const pairs = allPairs(labels);
        fc.pre(pairs.same.includes(1) && pairs.same.includes(0));
        const fars = [0.01, 0.2, 0.7, 1];
        const found = await pairStatistics(embeddings, labels, { fars });
        assert.deepEqual(found.tarAtFar, tarAtFar(pairSimilarities(embeddings, pairs), pairs.same, fars));
      }),
      { seed: 8, numRuns: 60 },
    );
  });

  it('need a second pass where a rate lets millions through or millions tie, and say the same', async () => {
    const signs = (row: number): number[] => [1, 2, 4, 8].map((bit) => ((row * 7 + (row >> 5)) & bit ? 1 : -1));
    const embeddings = matrixFrom(Array.from({ length: 3000 }, (_, row) => signs(row)));
    const labels = Array.from({ length: 3000 }, (_, row) => row % 17);
    const pairs = allPairs(labels);
    const listed = (fars: number[]) => tarAtFar(pairSimilarities(embeddings, pairs), pairs.same, fars);
    const share: number[] = [];
    const onProgress = (done: number, total: number): void => void share.push(done / total);
    const fars = [1e-3, 0.1, 0.9];
    assert.deepEqual((await pairStatistics(embeddings, labels, { fars, onProgress })).tarAtFar, listed(fars));
    assert.equal(share.at(-1), 1);
    assert.deepEqual((await pairStatistics(embeddings, labels, { fars: [1e-3] })).tarAtFar, listed([1e-3]));
    const alike = matrixFrom(labels.map(() => [1, 1]));
    const [row] = (await pairStatistics(alike, labels, { fars: [0.4], onProgress })).tarAtFar;
    assert.deepEqual([row.threshold, row.tar, share.at(-1)], [Infinity, 0, 1]);
  });

  it('take a collapsed model, whose cosines are all the same', async () => {
    const embeddings = matrixFrom(Array.from({ length: 1200 }, () => [1, 1, 1, 1]));
    const labels = Array.from({ length: 1200 }, (_, row) => row % 3);
    const { tarAtFar: rows, dPrime: apart } = await pairStatistics(embeddings, labels, { fars: [0.01] });
    assert.deepEqual([rows[0].threshold, rows[0].tar, apart], [Infinity, 0, 0]);
  });

  it('stop when they are told to, and leave nothing on the engine', async () => {
    const { embeddings, labels } = people(60, 40, 4, 12);
    const before = tf.memory().numTensors;
    const stop = new AbortController();
    const running = pairStatistics(embeddings, labels, {
      fars: [0.1],
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await assert.rejects(running, { name: 'AbortError' });
    assert.equal(tf.memory().numTensors, before);
  });
});
