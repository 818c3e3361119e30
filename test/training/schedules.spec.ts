import assert from 'node:assert/strict';
import { constant, cosineDecay, stepDecay, warmup } from '../../src/training/schedules';

describe('learning rate schedules', () => {
  it('constant stays', () => assert.deepEqual([0, 50].map(constant(0.1)), [0.1, 0.1]));

  it('stepDecay multiplies by the factor at each of its steps', () => {
    const rates = [0, 9, 10, 19, 20].map(stepDecay(1, [10, 20], 0.5));
    assert.deepEqual(rates, [1, 1, 0.5, 0.5, 0.25]);
  });

  it('cosineDecay starts at the rate, is half way in the middle and ends at 0', () => {
    const rates = [0, 50, 100, 120].map(cosineDecay(0.2, 100));
    [0.2, 0.1, 0, 0].forEach((expected, index) => assert.ok(Math.abs(rates[index] - expected) < 1e-12));
  });

  it('warmup rises in equal steps', () =>
    assert.deepEqual([0, 1, 3, 4].map(warmup(4, constant(1))), [0.25, 0.5, 1, 1]));
});
