import assert from 'node:assert/strict';
import { firstName } from '../../src/notebook/people';

describe('names in cells', () => {
  it('are first names', () => {
    assert.equal(firstName({ names: ['Ada-Vale', 'Bo'], labels: Int32Array.from([1, 0]) }, 1), 'Ada');
  });
});
