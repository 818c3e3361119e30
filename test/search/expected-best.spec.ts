import assert from 'node:assert/strict';
import { InputError } from '../../src/base/errors';
import { seeded } from '../../src/base/random';
import { expectedBest } from '../../src/search/expected-best';

describe('expectedBest', () => {
  it('the best of one is the mean, the best of all is the largest', () => {
    // Pairs of 1, 2, 6: the larger ones are 2, 6, 6.
    assert.deepEqual([...expectedBest([6, 1, 2])], [3, 14 / 3, 6]);
    assert.deepEqual([...expectedBest([0.4])], [0.4]);
  });

  it('is the mean over all ways to pick k', () => {
    const random = seeded(1);
    for (const n of [2, 5, 9]) {
      const rewards = Array.from({ length: n }, () => Math.round(20 * random.next()) / 20);
      const [sums, counts] = [new Array<number>(n).fill(0), new Array<number>(n).fill(0)];
      for (let picked = 1; picked < 2 ** n; picked++) {
        const chosen = rewards.filter((_, i) => (picked >> i) % 2 === 1);
        sums[chosen.length - 1] += Math.max(...chosen);
        counts[chosen.length - 1]++;
      }
      const found = expectedBest(rewards);
      sums.forEach((sum, i) =>
        assert.ok(Math.abs(found[i] - sum / counts[i]) < 1e-12, `${n} rewards, best of ${i + 1}`),
      );
    }
  });

  it('hundreds of trials lose no digits', () => {
    const found = expectedBest(Array.from({ length: 1000 }, (_, i) => i + 1));
    // The largest of k of 1 … n is k (n + 1) / (k + 1) in the mean.
    for (const k of [1, 10, 500, 1000]) assert.ok(Math.abs(found[k - 1] - (k * 1001) / (k + 1)) < 1e-8, `best of ${k}`);
  });

  it('no rewards, or one that is no number, are refused', () => {
    assert.throws(() => expectedBest([]), InputError);
    assert.throws(() => expectedBest([0.5, NaN]), InputError);
  });
});
