import assert from 'node:assert/strict';
import { seeded } from '../../src/base/random';

describe('seeded random numbers', () => {
  it('repeat for the same seed and parts, and differ for others', () => {
    const draw = (seed: number, ...parts: (string | number)[]): number[] => {
      const random = seeded(seed, ...parts);
      return Array.from({ length: 5 }, random.next);
    };
    assert.deepEqual(draw(7, 'augment', 3), draw(7, 'augment', 3));
    assert.notDeepEqual(draw(7, 'augment', 3), draw(7, 'augment', 4));
    assert.notDeepEqual(draw(7), draw(8));
    assert.notDeepEqual(draw(1, 23), draw(12, 3));
  });

  it('are uniform in [0, 1) and normal with mean 0 and deviation 1', () => {
    const random = seeded(1);
    const uniform = Array.from({ length: 20000 }, random.next);
    const normal = Array.from({ length: 20000 }, random.normal);
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    assert.ok(uniform.every((value) => value >= 0 && value < 1));
    assert.ok(Math.abs(mean(uniform) - 0.5) < 0.01);
    assert.ok(Math.abs(mean(normal)) < 0.03);
    assert.ok(Math.abs(mean(normal.map((value) => value * value)) - 1) < 0.04);
  });

  it('the first number of neighbouring streams is uniform too', () => {
    const first = Array.from({ length: 2000 }, (_, part) => seeded(1, 'stream', part).next());
    const counts = Array.from(
      { length: 10 },
      (_, tenth) => first.filter((value) => Math.floor(value * 10) === tenth).length,
    );
    assert.ok(
      counts.every((count) => count > 140 && count < 260),
      counts.join(),
    );
  });

  it('shuffle keeps every item', () => {
    assert.deepEqual(seeded(3).shuffle([1, 2, 3, 4, 5]).sort(), [1, 2, 3, 4, 5]);
  });

  it('a seed that is no number is refused with a sentence', () => {
    assert.throws(() => seeded(NaN), /The seed is NaN, but it must be a finite number/);
  });
});
