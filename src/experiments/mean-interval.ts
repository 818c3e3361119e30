import { expect } from '../base/errors';

/** A mean over runs and half the width of its 95 % confidence interval. */
export interface MeanInterval {
  mean: number;
  half: number;
}

/** Student's t for 95 %, two-sided, by degrees of freedom 1, 2, …, 10. */
export const student95 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

/**
 * Mean over seeds with the interval that Student's t gives it: mean ± t · s / √n, s the sample standard deviation (divisor n − 1). It
 * says how well the *mean* is known, not how far runs lie apart, and takes runs for normally distributed. One run has no interval: NaN.
 * From 12 runs on the normal distribution's 1.96 is used, slightly too narrow. Throws without a run.
 */
export function meanInterval(values: ArrayLike<number>): MeanInterval {
  const n = values.length;
  expect(n > 0, 'There is no run to average: pass at least one value.');
  const list = Array.from(values);
  const mean = list.reduce((sum, value) => sum + value, 0) / n;
  const squares = list.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, half: ((student95[n - 2] ?? (n === 1 ? NaN : 1.96)) * Math.sqrt(squares / (n - 1))) / Math.sqrt(n) };
}
