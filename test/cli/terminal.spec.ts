import assert from 'node:assert/strict';
import { paceSinceFirst } from '../../src/cli/terminal';

describe('time left', () => {
  it('counts from the first report, so that what was done before took no time', () => {
    const secondsLeft = paceSinceFirst();
    assert.equal(secondsLeft(60, 100, 1_000_000), undefined);
    // Ten in 20 s: the thirty others take 60 s.
    assert.equal(secondsLeft(70, 100, 1_020_000), 60);
    assert.equal(secondsLeft(100, 100, 1_080_000), 0);
  });

  it('says nothing before a hundredth is done', () => {
    const secondsLeft = paceSinceFirst();
    secondsLeft(0, 1000, 0);
    assert.equal(secondsLeft(9, 1000, 9000), undefined);
    assert.equal(secondsLeft(10, 1000, 10_000), 990);
  });
});
