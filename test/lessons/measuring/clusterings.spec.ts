import assert from 'node:assert/strict';
import { blindClusterings, clusteringRows } from '../../../src/lessons/measuring/clusterings';

describe('clusterings that know nothing', () => {
  it('are chance, every picture alone and all in one heap', () => {
    const truth = Int32Array.from({ length: 300 }, (_, row) => Math.floor(row / 100));
    const { chance, ...others } = blindClusterings(truth, { heaps: 3, seed: 1 });
    assert.deepEqual(Object.keys(others), ['every picture alone', 'all in one heap']);
    assert.deepEqual(Array.from(others['every picture alone'].slice(0, 4)), [0, 1, 2, 3]);
    assert.deepEqual([...new Set(others['all in one heap'])], [0]);
    const sizes = [0, 1, 2].map((heap) => chance.filter((number) => number === heap).length);
    assert.ok(sizes.every((size) => size > 70 && size < 130), `${sizes}`); // prettier-ignore
    assert.equal(sizes[0] + sizes[1] + sizes[2], 300);
    assert.deepEqual(blindClusterings(truth, { heaps: 3, seed: 1 }).chance, chance);
    assert.notDeepEqual(blindClusterings(truth, { heaps: 3, seed: 2 }).chance, chance);
  });

  it('are scored in rows, by hand for two people with two pictures each', () => {
    const rows = clusteringRows([0, 0, 1, 1], { right: [5, 5, 2, 2], 'one heap': [0, 0, 0, 0] });
    const scores = ['NMI', 'ARI', 'pairwise F', 'BCubed precision', 'BCubed recall', 'BCubed F'];
    assert.deepEqual(rows[0], { clustering: 'right', ...Object.fromEntries(scores.map((score) => [score, 1])) });
    const [name, nmi, ari, pairwise, precision, recall, f] = Object.values(rows[1]);
    // One heap: 2 of its 6 pairs are of one person, half of each picture's heap is of its person.
    assert.deepEqual([name, nmi, ari, pairwise, precision, recall], ['one heap', 0, 0, 0.5, 0.5, 1]);
    assert.ok(Math.abs(Number(f) - 2 / 3) < 1e-12);
  });
});
