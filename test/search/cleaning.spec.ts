import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { matrixFrom } from '../../src/base/matrix';
import { seeded } from '../../src/base/random';
import { meanSimilarity, meanVectors } from '../../src/evaluation/unlock';
import { filterClasses, mergeClasses } from '../../src/search/cleaning';

const at = (degrees: number): number[] => [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];

describe('merging classes', () => {
  it('joins along a chain: 0° ~ 20° ~ 40°, though 0° and 40° are not alike', async () => {
    const embeddings = matrixFrom([at(40), at(0), at(20), at(120)]);
    const before = tf.memory().numTensors;
    const merged = await mergeClasses(embeddings, [5, 9, 7, 1], { mergeThreshold: Math.cos((25 * Math.PI) / 180) });
    assert.deepEqual(Array.from(merged), [5, 5, 5, 1]);
    assert.equal(tf.memory().numTensors, before);
  });

  it('needs more than the threshold, in float64: equal is not enough', async () => {
    const embeddings = matrixFrom([
      [1, 0],
      [0.6, 0.8],
    ]);
    assert.deepEqual(Array.from(await mergeClasses(embeddings, [0, 1], { mergeThreshold: 0.6 })), [0, 1]);
    assert.deepEqual(Array.from(await mergeClasses(embeddings, [0, 1], { mergeThreshold: 0.6 - 1e-12 })), [0, 0]);
  });

  it('leaves dropped pictures alone', async () => {
    assert.deepEqual(
      Array.from(await mergeClasses(matrixFrom([at(0), at(1), at(2)]), [4, -1, 2], { mergeThreshold: 0.9 })),
      [2, -1, 2],
    );
  });

  it('is what following every alike pair gives', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.double({ min: -0.9, max: 0.99, noNaN: true }), async (seed, mergeThreshold) => {
        const { normal, integer } = seeded(seed);
        const embeddings = matrixFrom(Array.from({ length: 20 }, () => [normal(), normal(), normal()]));
        const labels = Array.from({ length: 20 }, () => integer(12));
        const { identities, means } = meanVectors(embeddings, labels);
        const { values, columns } = meanSimilarity(means);
        const name = new Map(Array.from(identities, (identity) => [identity, identity]));
        for (let round = 0; round < identities.length; round++) {
          identities.forEach((a, i) =>
            identities.forEach((b, j) => {
              if (i !== j && values[i * columns + j] > mergeThreshold)
                name.set(a, Math.min(name.get(a)!, name.get(b)!));
            }),
          );
        }
        assert.deepEqual(
          Array.from(await mergeClasses(embeddings, labels, { mergeThreshold })),
          labels.map((label) => name.get(label)),
        );
      }),
      { seed: 3, numRuns: 60 },
    );
  });
});

describe('filtering classes', () => {
  it('drops what points away from its class, and keeps a picture that is alone', () => {
    const embeddings = matrixFrom([at(0), at(5), at(10), at(90), at(200)]);
    const { labels, ownSimilarities, dropped } = filterClasses(embeddings, [3, 3, 3, 3, 6], { filterThreshold: 0.6 });
    assert.deepEqual(Array.from(labels), [3, 3, 3, -1, 6]);
    assert.equal(dropped, 1);
    assert.ok(Math.abs(ownSimilarities[4] - 1) < 1e-12);
  });

  it('does not count a picture that was dropped before, neither in the mean nor as dropped', () => {
    const { labels, ownSimilarities, dropped } = filterClasses(matrixFrom([at(0), at(180)]), [2, -1], {
      filterThreshold: 0.5,
    });
    assert.deepEqual(
      [Array.from(labels), ownSimilarities[0], Number.isNaN(ownSimilarities[1]), dropped],
      [[2, -1], 1, true, 0],
    );
  });
});
