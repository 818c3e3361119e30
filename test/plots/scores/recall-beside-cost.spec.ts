import assert from 'node:assert/strict';
import { recallBesideCost } from '../../../src/plots/scores/recall-beside-cost';

describe('recall beside cost', () => {
  it('draws people and strangers of each size, and the exact search as a star at 100 %', () => {
    const row = {
      pictures: 10_000,
      bytes: { embeddings: 5_120_000, index: 3_000_000 },
      indexed: [{ candidates: 16, recall: { people: 1, strangers: 0.9 } }],
      measured: { exact: { single: 6 }, indexed: [{ single: 0.2 }] },
    };
    const { data, layout } = recallBesideCost([row, { ...row, pictures: 100_000 }], { aim: 0.98, title: 'Recall' });
    const traces = data as unknown as { name: string; x: unknown[]; y: unknown[]; marker: { symbol: string[] } }[];
    assert.equal(traces.length, 4);
    assert.equal(traces[0].name, '10,000 pictures: 5.1 MB, index 3 MB more');
    assert.deepEqual(traces.map(({ y }) => y), [[1, null, 1], [1, null, 1], [0.9, null, 1], [0.9, null, 1]]); // prettier-ignore
    assert.deepEqual(traces[2].x, [0.2, null, 6]);
    assert.equal(traces[2].marker.symbol[2], 'star');
    assert.equal((layout.shapes as unknown[]).length, 2);
    assert.throws(() => recallBesideCost([], { title: 'Recall' }), /There is no gallery to draw/);
  });
});
