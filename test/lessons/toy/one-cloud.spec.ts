import assert from 'node:assert/strict';
import { batchedCloud, centersFollowing } from '../../../src/lessons/toy/one-cloud';

describe('a center and one cloud', () => {
  it('the cloud lies about its middle, in batches of its own different points, the same for the same seed', () => {
    const options = { points: 400, middle: [4, 3] as [number, number], batches: 5, batch: 8, seed: 1 };
    const { cloud, batches } = batchedCloud(options);
    assert.deepEqual([cloud.length, batches.length], [400, 5]);
    const mean = [0, 1].map((d) => cloud.reduce((sum, point) => sum + point[d], 0) / 400);
    assert.ok(Math.abs(mean[0] - 4) < 0.2 && Math.abs(mean[1] - 3) < 0.2, `${mean}`);
    for (const batch of batches) {
      assert.equal(new Set(batch).size, 8);
      assert.ok(batch.every((point) => cloud.includes(point)));
    }
    assert.notDeepEqual(batches[0], batches[1]);
    assert.deepEqual(batchedCloud(options), { cloud, batches });
    assert.notDeepEqual(batchedCloud({ ...options, seed: 2 }).cloud, cloud);
  });

  it('a rule moves the center batch by batch, once for each alpha', async () => {
    const cloud = [[10, 0], [0, 20], [6, 6]]; // prettier-ignore
    const batches = [[[10, 0]], [[0, 20]]];
    const asked: unknown[] = [];
    const [half, whole] = await centersFollowing(
      (embeddings, labels, [[x, y]], alpha) => {
        asked.push([embeddings, labels]);
        return [[x + alpha * (embeddings[0][0] - x), y + alpha * (embeddings[0][1] - y)]];
      },
      [0.5, 1],
      { cloud, batches },
      [2, 0],
    );
    const way = ({ centers }: typeof half) => centers.map(({ values }) => Array.from(values));
    assert.deepEqual(way(half), [[2, 0], [6, 0], [3, 10]]); // prettier-ignore
    assert.deepEqual(way(whole), [[2, 0], [10, 0], [0, 20]]); // prettier-ignore
    assert.deepEqual(asked.slice(0, 2), [[[[10, 0]], [0]], [[[0, 20]], [0]]]); // prettier-ignore
    assert.deepEqual([half.name, whole.name], ['alpha = 0.5', 'alpha = 1']);
    assert.deepEqual([half.numbers, half.labels], ['2 batches of 1 pictures', [0, 0, 0]]);
    assert.deepEqual(Array.from(half.features.values), [10, 0, 0, 20, 6, 6]);
  });

  it('hands on what the rule throws', async () => {
    const broken = () => {
      throw new Error('TODO');
    };
    await assert.rejects(centersFollowing(broken, [1], { cloud: [[1, 1]], batches: [[[1, 1]]] }), /TODO/);
  });
});
