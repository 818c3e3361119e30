import assert from 'node:assert/strict';
import fc from 'fast-check';
import { matrixFrom, rowOf } from '../../src/base/matrix';
import { seeded } from '../../src/base/random';
import { clusterScores, kMeans } from '../../src/evaluation/clustering';

const partitions = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })), { minLength: 1, maxLength: 30 })
  .map((samples) => ({ truth: samples.map(([label]) => label), predicted: samples.map(([, cluster]) => cluster) }));

describe('cluster scores', () => {
  it('do not change when labels and clusters are renamed', () => {
    fc.assert(
      fc.property(partitions, ({ truth, predicted }) => {
        const renamed = clusterScores(
          truth.map((label) => 100 - 7 * label),
          predicted.map((cluster) => (cluster * 3) % 5),
        );
        const scores = clusterScores(truth, predicted);
        for (const key of Object.keys(scores) as (keyof typeof scores)[])
          assert.ok(Math.abs(scores[key] - renamed[key]) < 1e-12);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('are 1 for the same partition and at most 1 for any', () => {
    fc.assert(
      fc.property(partitions, ({ truth, predicted }) => {
        for (const score of Object.values(clusterScores(truth, truth))) assert.ok(Math.abs(score - 1) < 1e-12);
        for (const score of Object.values(clusterScores(truth, predicted))) assert.ok(score <= 1 + 1e-12);
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  it('are what counting pairs and samples one by one gives', () => {
    fc.assert(
      fc.property(partitions, ({ truth, predicted }) => {
        let [both, inTruth, inPredicted] = [0, 0, 0];
        let precision = 0;
        truth.forEach((_, i) => {
          const cluster = truth.filter((_label, j) => predicted[j] === predicted[i]);
          precision += cluster.filter((label) => label === truth[i]).length / cluster.length / truth.length;
          for (let j = 0; j < i; j++) {
            if (truth[i] === truth[j]) inTruth++;
            if (predicted[i] === predicted[j]) inPredicted++;
            if (truth[i] === truth[j] && predicted[i] === predicted[j]) both++;
          }
        });
        const scores = clusterScores(truth, predicted);
        assert.equal(scores.pairwisePrecision, inPredicted === 0 ? 1 : both / inPredicted);
        assert.equal(scores.pairwiseRecall, inTruth === 0 ? 1 : both / inTruth);
        assert.ok(Math.abs(scores.bcubedPrecision - precision) < 1e-12);
      }),
      { seed: 3, numRuns: 200 },
    );
  });
});

describe('k-means', () => {
  const { normal } = seeded(9);
  const truth = Array.from({ length: 60 }, (_, row) => row % 3);
  const embeddings = matrixFrom(truth.map((label) => [10 * label + normal(), normal(), 5 * label + normal()]));

  it('finds three heaps, the same ones for the same seed', async () => {
    const found = await kMeans(embeddings, { k: 3, seed: 1 });
    assert.equal(clusterScores(truth, found.clusters).ari, 1);
    assert.equal(found.converged, true);
    assert.deepEqual(found, await kMeans(embeddings, { k: 3, seed: 1 }));
  });

  it('ends where each row is with its nearest centroid and each centroid is the mean of its rows', async () => {
    const { clusters, centroids } = await kMeans(embeddings, { k: 4, seed: 2 });
    const squared = (row: number, c: number): number =>
      Array.from(rowOf(embeddings, row)).reduce((total, value, d) => total + (value - rowOf(centroids, c)[d]) ** 2, 0);
    clusters.forEach((cluster, row) => {
      for (let c = 0; c < 4; c++) assert.ok(squared(row, cluster) <= squared(row, c) + 1e-9);
    });
    for (let c = 0; c < 4; c++) {
      const rows = [...truth.keys()].filter((row) => clusters[row] === c);
      for (let d = 0; d < 3; d++) {
        const mean = rows.reduce((total, row) => total + rowOf(embeddings, row)[d], 0) / rows.length;
        assert.ok(Math.abs(rowOf(centroids, c)[d] - mean) < 1e-9);
      }
    }
  });

  it('takes copies of a row, one cluster, and as many as there are different rows', async () => {
    const copies = matrixFrom([
      [1, 0],
      [1, 0],
      [1, 0],
      [0, 1],
    ]);
    assert.equal(new Set((await kMeans(copies, { k: 2, seed: 1 })).clusters).size, 2);
    assert.deepEqual(
      Array.from(
        (
          await kMeans(
            matrixFrom([
              [1, 0],
              [1, 0],
            ]),
            { k: 1, seed: 1 },
          )
        ).clusters,
      ),
      [0, 0],
    );
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    await assert.rejects(kMeans(embeddings, { k: 5, seed: 1, signal: stop.signal, onProgress: () => stop.abort() }), {
      name: 'AbortError',
    });
  });
});
