import assert from 'node:assert/strict';
import { inDegrees, meanOf, percent, valuesOf } from '../../src/notebook/numbers';

describe('numbers in cells', () => {
  it('are shares as per cent, degrees and means', () => {
    assert.equal(percent(0.1234), '12.3 %');
    assert.equal(percent(1, 0), '100 %');
    assert.equal(inDegrees(Math.PI / 2), 90);
    assert.equal(meanOf([1, 2, 6]), 3);
  });

  it('are those of the runs of one name', () => {
    const records = [1, 2, 3].map((gap) => ({ name: gap === 2 ? 'arcface' : 'softmax', result: { gap } }));
    assert.deepEqual(
      valuesOf(records, 'softmax', ({ gap }) => gap),
      [1, 3],
    );
  });
});
