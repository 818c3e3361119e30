import assert from 'node:assert/strict';
import { matrixFrom } from '../../../src/base/matrix';
import {
  freshInWords,
  freshRunOf,
  lastOf,
  lengthsOf,
  momentsOf,
  onFreshPictures,
  runOf,
} from '../../../src/lessons/toy/seen';

const weights = matrixFrom([
  [2, 0],
  [0, 1],
]);
const fresh = matrixFrom([
  [3, 0],
  [1, 0],
  [0, 2],
  [0, 5],
]);
const labels = Int32Array.from([0, 0, 1, 1]);
const snapshot = { step: 5, features: fresh, fresh, weights };
const run = { snapshots: [{ ...snapshot, step: 0 }, snapshot] };

describe('what is seen of a toy', () => {
  it('the last snapshot is the trained network', () => {
    assert.equal(lastOf(run).step, 5);
    assert.deepEqual(runOf('softmax', run, { labels }), { name: 'softmax', features: fresh, weights, labels });
    assert.deepEqual(lengthsOf(weights), [2, 1]);
  });

  it('on pictures kept back: a right angle between two tight classes, and all of them right', () => {
    const { gap, right } = onFreshPictures(run, { labels });
    assert.ok(Math.abs(gap - Math.PI / 2) < 1e-6);
    assert.equal(right, 1);
    assert.equal(freshInWords(run, { labels }), 'kept back: gap 90°, 100.0 % right');
    assert.equal(freshInWords(run, { labels: Int32Array.from([0, 0, 1, 0]) }).replace(/gap .*°/, ''), 'kept back: , 75.0 % right'); // prettier-ignore
  });

  it('kept-back pictures are drawn in place of those that were trained on', () => {
    const trained = { ...snapshot, features: matrixFrom([[9, 9]]) };
    const drawn = freshRunOf('softmax', { snapshots: [trained] }, { labels });
    assert.deepEqual(drawn, { name: 'softmax', features: fresh, weights, labels });
  });

  it('each snapshot is a moment named by its step', () => {
    const centers = matrixFrom([[1, 1]]);
    const bias = Float32Array.of(1);
    const snapshots = [
      { ...snapshot, step: 0 },
      { ...snapshot, step: 12, weights: undefined, centers, bias },
    ];
    assert.deepEqual(momentsOf({ snapshots }), [
      { name: 'step 0', features: fresh, weights, centers: undefined },
      { name: 'step 12', features: fresh, weights: undefined, centers },
    ]);
  });
});
