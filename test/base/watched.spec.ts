import assert from 'node:assert/strict';
import { breathe } from '../../src/base/watched';

describe('breathe', () => {
  it('lets a message in that was there before, which awaiting a promise does not', async () => {
    let isIn = false;
    setImmediate(() => (isIn = true));
    await Promise.resolve();
    assert.equal(isIn, false);
    await breathe();
    assert.equal(isIn, true);
  });
});
