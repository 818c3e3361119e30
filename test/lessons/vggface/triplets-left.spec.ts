import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { matrixFrom } from '../../../src/base/matrix';
import { tripletsLeft } from '../../../src/lessons/vggface/triplets-left';

describe('triplets that are left to learn from', () => {
  // Two people at 0° and 180°, and a third picture of each at 90°: it is as far from its own person as from the other.
  const embeddings = matrixFrom([[1, 0], [1, 0], [-1, 0], [-1, 0], [0, 1], [0, 1]]); // prettier-ignore
  const labels = [0, 0, 1, 1, 0, 1];

  it('are none among people who lie opposite, and some where two share a place', async () => {
    const before = tf.memory().numTensors;
    assert.equal(await tripletsLeft(embeddings, labels, { rows: [0, 1, 2, 3], margin: 0.2 }), 0);
    // 6 anchors × 2 positives × 3 negatives; violated: with the positive at 90° the negative there (4 anchors at 0° and 180°: both at
    // d² = 2), and from 90° all 2 · 3, where every negative is as near as the positive or nearer.
    assert.ok(
      Math.abs((await tripletsLeft(embeddings, labels, { rows: [0, 1, 2, 3, 4, 5], margin: 0.2 })) - 16 / 36) < 1e-6,
    );
    assert.equal(tf.memory().numTensors, before);
  });

  it('are none where there is no triplet', async () => {
    assert.equal(await tripletsLeft(embeddings, labels, { rows: [0, 1], margin: 0.2 }), 0);
  });
});
