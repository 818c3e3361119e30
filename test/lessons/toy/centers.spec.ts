import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { centerAloneMethod, centerMethod } from '../../../src/methods/center';
import { deepFaceMethod } from '../../../src/methods/deepface';
import { marginalMethod } from '../../../src/methods/marginal';
import { rangeMethod } from '../../../src/methods/range';
import { trainPlane } from '../../../src/lessons/toy/centers';
import { blobFaces } from '../../support/blobs';

const faces = blobFaces({ identities: 4, picturesEach: 8, size: 8, seed: 1 });
const training = { seed: 1, steps: 60, batch: 16, learningRate: 0.05 };

describe('centers in the toy plane', () => {
  it('pull classes together beside softmax, and everything together alone', async () => {
    const tensors = tf.memory().numTensors;
    const softmax = await trainPlane(deepFaceMethod(), faces, training);
    const center = await trainPlane(centerMethod({ balance: 0.1, alpha: 0.5 }), faces, training);
    const alone = await trainPlane(centerAloneMethod({ alpha: 0.5 }), faces, training);
    assert.equal(tf.memory().numTensors, tensors, 'tensors left behind');
    assert.ok(center.spread.intraClass < 0.5 * softmax.spread.intraClass, 'spread');
    assert.ok(center.spread.ratio > softmax.spread.ratio, 'ratio');
    assert.equal(center.accuracy, 1);
    assert.ok(alone.spread.interClass < 0.05 * center.spread.interClass, 'alone');
    assert.equal(alone.accuracy, undefined);
    assert.equal(softmax.centers, undefined);
    assert.deepEqual([center.centers!.rows, center.centers!.columns], [4, 2]);
    assert.deepEqual([center.weights!.rows, center.weights!.columns], [4, 2]);
  });

  it('is kept as it was at every snapshot, and stops when asked to', async () => {
    const stop = new AbortController();
    const { snapshots, ended, features } = await trainPlane(centerMethod({ balance: 0.1, alpha: 0.5 }), faces, {
      ...training,
      snapshots: 16,
      signal: stop.signal,
      onStep: ({ step }) => {
        if (step === 10) stop.abort();
      },
    });
    assert.equal(ended, 'interrupted');
    assert.deepEqual(snapshots.map(({ step }) => step), [0, 4, 8, 10]); // prettier-ignore
    assert.equal(features.rows, faces.count);
    assert.notDeepEqual(snapshots[1].centers!.values, snapshots[2].centers!.values);
  });

  it('Range and Marginal loss run as a graph beside softmax', async () => {
    const range = rangeMethod({ k: 2, margin: 50, alpha: 0.001, beta: 0.01 });
    const marginal = marginalMethod({ balance: 1, theta: 0.4, xi: 0.2 });
    for (const method of [range, marginal]) {
      const { computedAs, reason, accuracy } = await trainPlane(method, faces, training);
      assert.equal(computedAs, 'graph', reason);
      assert.equal(accuracy, 1, method.label);
    }
  });
});
