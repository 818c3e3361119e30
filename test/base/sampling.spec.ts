import assert from 'node:assert/strict';
import { seeded } from '../../src/base/random';
import { distinctIntegers, lastNotAbove } from '../../src/base/sampling';

describe('distinct integers', () => {
  it('are different, in range, and all of them where all are asked for', () => {
    const random = seeded(1, 'distinct');
    assert.deepEqual(
      distinctIntegers(6, 6, random).sort((a, b) => a - b),
      [0, 1, 2, 3, 4, 5],
    );
    for (let turn = 0; turn < 50; turn++) {
      const drawn = distinctIntegers(4, 10, random);
      assert.equal(new Set(drawn).size, 4);
      assert.ok(drawn.every((value) => Number.isInteger(value) && value >= 0 && value < 10));
    }
  });

  it('draw every set equally often', () => {
    const random = seeded(2, 'distinct');
    const counts = new Map<string, number>();
    for (let turn = 0; turn < 6000; turn++) {
      const key = distinctIntegers(2, 4, random).sort().join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    assert.equal(counts.size, 6);
    for (const count of counts.values()) assert.ok(Math.abs(count - 1000) < 150, `${count} of about 1000`);
  });
});

describe('the last start not above a value', () => {
  it('is found among ascending starts, the later one of equal ones', () => {
    const starts = [0, 3, 3, 7, 10];
    assert.deepEqual(
      [0, 2, 3, 6, 7, 9].map((value) => lastNotAbove(starts, value)),
      [0, 0, 2, 2, 3, 3],
    );
  });
});
