import assert from 'node:assert/strict';

/** Asserts that the numbers agree to the tolerance, relative to the larger of 1 and their size. */
export function close(actual: number[], expected: number[], tolerance = 1e-5): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, index) => {
    const allowed = tolerance * Math.max(1, Math.abs(expected[index]));
    const message = `element ${index}: ${value} instead of ${expected[index]}`;
    assert.ok(Math.abs(value - expected[index]) <= allowed, message);
  });
}
