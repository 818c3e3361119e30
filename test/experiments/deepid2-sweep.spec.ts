import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { balanced, deepId2Sweep, recordOf, usualBalance, usualMargin } from '../../src/experiments/deepid2-sweep';
import { trainingPairs } from '../../src/mining/pairs';
import { contrastiveLoss } from '../../src/losses/contrastive';
import { methodOf } from '../../src/methods/setup';
import { tinyRun } from '../support/tiny-run';

describe('the sweep of DeepID2', () => {
  it('has a record for each balance and margin, the usual ones shared', () => {
    const { configurations } = deepId2Sweep;
    assert.deepEqual(Object.keys(configurations), [
      ...['balance-0', 'balance-10', 'balance-30', 'balance-100', 'balance-300', 'balance-1000', 'balance-only'],
      ...['margin-0.5', 'margin-1.5', 'margin-2'],
    ]);
    const { balance, margin } = configurations[recordOf.margin(usualMargin)];
    assert.deepEqual([balance, margin], [usualBalance, usualMargin]);
    assert.equal(configurations[recordOf.margin(2)].margin, 2);
  });

  it('takes pairs alone as the contrastive loss of all pairs of unit vectors, at the usual weight', async () => {
    const embeddings = tf.tensor2d([[1, 0], [0, 1], [0.6, 0.8], [-1, 0]]); // prettier-ignore
    const labels = [0, 0, 1, 1];
    const before = tf.memory().numTensors;
    const given = { embeddings, labels: tf.tensor1d(labels, 'int32'), head: {}, outputs: {}, inputs: {} };
    const alone = tf.tidy(() => methodOf(balanced('only', 1)).loss(given) as tf.Scalar);
    const expected = contrastiveLoss(embeddings, trainingPairs(labels), { margin: 1 });
    const [value, reference] = [(await alone.data())[0], (await expected.data())[0]];
    assert.ok(Math.abs(value - usualBalance * reference) < 1e-4, `${value}, ${usualBalance} · ${reference}`);
    tf.dispose([alone, expected, given.labels]);
    assert.equal(tf.memory().numTensors, before);
    embeddings.dispose();
  });

  it('runs, is the same for the same seed, and leaves no tensor behind', async function () {
    this.timeout(60_000); // two trainings are traced
    const run = (): ReturnType<typeof deepId2Sweep.run> =>
      deepId2Sweep.run({ balance: 10, margin: 1, settings: tinyRun }, { seed: 1 });
    const first = await run();
    const before = tf.memory().numTensors;
    assert.deepEqual(await run(), first);
    assert.equal(tf.memory().numTensors, before);
    assert.ok(first.differentMean > first.sameMean, JSON.stringify(first));
  });
});
