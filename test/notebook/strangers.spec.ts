import assert from 'node:assert/strict';
import { matrixFrom } from '../../src/base/matrix';
import { strangersApart, toldApart } from '../../src/notebook/strangers';

describe('strangers in tables and panels', () => {
  const people = 20;
  const labels = Int32Array.from({ length: 2 * people }, (_, row) => Math.floor(row / 2));
  // Each person has a direction of their own.
  const embeddings = matrixFrom(
    Array.from(labels, (label) => Array.from({ length: people }, (_, d) => (d === label ? 1 : 0))),
  );

  it('are told apart without an error where each has a direction of their own', async () => {
    assert.deepEqual(await toldApart(embeddings, { labels }), {
      'verification accuracy': 1,
      'equal error rate': 0,
      'rank 1': 1,
    });
  });

  it('have their distances in a panel and a row', async () => {
    const { panel, row } = await strangersApart('by hand', embeddings, { labels });
    assert.equal(panel.same.length, people);
    assert.equal(panel.different.length, (2 * people * (2 * people - 1)) / 2 - people);
    assert.equal(panel.numbers, 'pictures of one person 0.00 apart, of two 1.41; equal error rate 0.0 %');
    assert.equal(row.training, 'by hand');
    assert.equal(row['d, same person'], 0);
  });
});
