import assert from 'node:assert/strict';
import { seeded } from '../../src/base/random';
import { trainingPairs, countPairs, samplePairs } from '../../src/mining/pairs';

describe('pairs', () => {
  it('are counted and listed', () => {
    assert.deepEqual(countPairs([0, 1, 0, 0]), { same: 3, different: 3 });
    assert.deepEqual(trainingPairs([0, 1, 0]), [
      { first: 0, second: 1, same: false },
      { first: 0, second: 2, same: true },
      { first: 1, second: 2, same: false },
    ]);
    assert.deepEqual(trainingPairs([4]), []);
  });

  it('by chance: asking for all of them gives each once', () => {
    const labels = [2, 0, 1, 0, 2, 2, 7];
    const { same, different } = countPairs(labels);
    const drawn = samplePairs(labels, { same, different, random: seeded(1) });
    const key = (pair: { first: number; second: number; same: boolean }): string =>
      `${pair.first} ${pair.second} ${pair.same}`;
    assert.deepEqual(drawn.map(key).sort(), trainingPairs(labels).map(key).sort());
  });

  it('by chance: each pair is as likely as another, the same seed gives the same pairs', () => {
    const labels = [0, 0, 1, 1, 1];
    const counts = new Map<string, number>();
    const random = seeded(2);
    for (let run = 0; run < 3000; run++) {
      for (const { first, second } of samplePairs(labels, { same: 2, different: 0, random })) {
        counts.set(`${first} ${second}`, (counts.get(`${first} ${second}`) ?? 0) + 1);
      }
    }
    assert.deepEqual([...counts.keys()].sort(), ['0 1', '2 3', '2 4', '3 4']);
    for (const count of counts.values()) assert.ok(Math.abs(count - 1500) < 120, `${count} of 1500`);
    const draw = (): unknown => samplePairs(labels, { same: 1, different: 3, random: seeded(3) });
    assert.deepEqual(draw(), draw());
  });

  it('by chance: from a large set without listing its pairs', () => {
    const labels = Int32Array.from({ length: 100_000 }, (_, i) => i % 5000);
    const drawn = samplePairs(labels, { same: 500, different: 500, random: seeded(4) });
    assert.equal(new Set(drawn.map(({ first, second }) => `${first} ${second}`)).size, 1000);
    assert.ok(drawn.every(({ first, second, same }) => first < second && (labels[first] === labels[second]) === same));
  });
});
