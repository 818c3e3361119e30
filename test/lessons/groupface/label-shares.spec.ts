import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { labelPanels, labelShares, leaningFaces } from '../../../src/lessons/groupface/label-shares';
import { assertClose } from '../../support/golden';

describe('labels of faces that all lean the same way', () => {
  it('are shares of each group, also of one that nobody is in', () => {
    assert.deepEqual(labelShares([0, 2, 2, 2], 4), [0.25, 0, 0.75, 0]);
  });

  it('are drawn as panels with two equal moments, in the order of the ways', async () => {
    const ways = { naive: tf.tensor1d([1, 1], 'int32'), yours: tf.tensor1d([0, 1], 'int32') };
    assert.deepEqual(await labelPanels(ways, 2), [
      { name: 'naive', moments: [{ step: 0, shares: [0, 1] }, { step: 1, shares: [0, 1] }] },
      { name: 'yours', moments: [{ step: 0, shares: [0.5, 0.5] }, { step: 1, shares: [0.5, 0.5] }] },
    ]); // prettier-ignore
    tf.dispose(ways);
  });

  it('come from probabilities that prefer a group as often as its logit says, and leave one tensor', async () => {
    const before = tf.memory().numTensors;
    const faces = leaningFaces(500, [2, 0], { seed: 7 });
    assert.equal(tf.memory().numTensors, before + 1);
    assert.deepEqual(faces.shape, [500, 2]);
    const rows = await faces.array();
    assertClose(
      rows.map(([a, b]) => a + b),
      rows.map(() => 1),
      1e-6,
      'sums',
    );
    // the difference of the logits is normal with mean 2 and variance 2: above 0 in 92 %
    const first = rows.filter(([a, b]) => a > b).length / 500;
    assert.ok(Math.abs(first - 0.921) < 0.04, `${first}`);
    const again = leaningFaces(500, [2, 0], { seed: 7 });
    assert.deepEqual(await again.array(), rows);
    tf.dispose([faces, again]);
  });
});
