import { seeded } from '../../src/base/random';

/** Plain-number helpers that the specs' oracles share. They know nothing of tensors and nothing of `src`'s formulas. */

/** Rows of seeded normal numbers, rounded to 1/64 so that float32 holds them exactly. */
export function randomRows(seed: number, rows: number, columns: number): number[][] {
  const random = seeded(seed, 'exercise');
  return Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => Math.round(random.normal() * 64) / 64),
  );
}

export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index], 0);
}

export function unit(a: readonly number[]): number[] {
  const length = Math.sqrt(dot(a, a));
  return a.map((value) => value / length);
}

export function squared(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + (value - b[index]) ** 2, 0);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** −log softmax(logits)[label], without overflow. */
export function crossEntropy(logits: readonly number[], label: number): number {
  const largest = Math.max(...logits);
  return Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0)) + largest - logits[label];
}

/** The gradient of f at x by central differences: for every entry, how much f changes. */
export function numericalGradient(f: (x: number[][]) => number, x: number[][], step = 1e-5): number[][] {
  return x.map((row, i) =>
    row.map((_, j) => {
      const moved = (by: number): number[][] =>
        x.map((other, k) => (k === i ? other.map((v, l) => (l === j ? v + by : v)) : other));
      return (f(moved(step)) - f(moved(-step))) / (2 * step);
    }),
  );
}
