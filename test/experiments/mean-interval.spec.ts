import assert from 'node:assert/strict';
import { meanInterval } from '../../src/experiments/mean-interval';

describe('the interval of a mean over seeds', () => {
  it('is Student’s', () => {
    // s = √2.5, n = 5: 2.776 · 1.5811 / 2.2361
    const { mean, half } = meanInterval([1, 2, 3, 4, 5]);
    assert.equal(mean, 3);
    assert.ok(Math.abs(half - 1.963) < 5e-4, String(half));
    assert.deepEqual(meanInterval([2, 2]), { mean: 2, half: 0 });
    assert.ok(Math.abs(meanInterval(Array.from({ length: 100 }, (_, k) => k % 2)).half - 0.0985) < 1e-4);
  });

  it('does not exist for one run, nor for none', () => {
    assert.ok(Number.isNaN(meanInterval([0.9]).half));
    assert.throws(() => meanInterval([]), /no run to average/);
  });
});
