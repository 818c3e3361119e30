import assert from 'node:assert/strict';
import { inDegrees, inPoints, meanOf, percent, valuesOf } from '../../src/notebook/numbers';

describe('numbers in cells', () => {
  it('are shares as per cent, degrees and means', () => {
    assert.equal(percent(0.1234), '12.3 %');
    assert.equal(percent(1, 0), '100 %');
    assert.equal(percent(0 / 0), '–');
    assert.equal(inDegrees(Math.PI / 2), 90);
    assert.equal(meanOf([1, 2, 6]), 3);
  });

  it('are differences with their interval, in points', () => {
    assert.equal(inPoints({ mean: 0.0123, low: 0.0041, high: 0.0202 }), '+1.2 points (0.4 to 2.0)');
    assert.equal(inPoints({ mean: -0.0123, low: -0.05, high: 0.0004 }), '−1.2 points (−5.0 to 0.0)');
    assert.equal(inPoints({ mean: -0.0001, low: -0.0003, high: 0.01 }), '+0.0 points (0.0 to 1.0)');
  });

  it('are those of the runs of one name', () => {
    const records = [1, 2, 3].map((gap) => ({ name: gap === 2 ? 'arcface' : 'softmax', result: { gap } }));
    assert.deepEqual(
      valuesOf(records, 'softmax', ({ gap }) => gap),
      [1, 3],
    );
  });
});
