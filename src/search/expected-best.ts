import { expect } from '../base/errors';

/**
 * What the best of k trials of a search may be expected to reach, for k = 1 … n, from the rewards of all n:
 *
 *     E_k = Σ_i r_(i) · C(i − 1, k − 1) / C(n, k)
 *
 * with r_(1) ≤ … ≤ r_(n): the mean of the largest over all ways to pick k of them. Unlike the best so far it does not hang on the order
 * in which the trials happened to be made. It is for trials that know nothing of one another, as those of random search; and it is a
 * largest value, so it holds luck, more of it the larger k is.
 *
 * @param rewards [n], in any order
 * @returns [n], from the mean reward (k = 1) to the largest one (k = n)
 * @throws InputError for no reward, or one that is no number
 *
 * J. Dodge, S. Gururangan, D. Card, R. Schwartz, N. A. Smith: Show Your Work: Improved Reporting of Experimental Results. EMNLP 2019
 * (there with replacement).
 */
export function expectedBest(rewards: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(rewards).sort();
  expect(sorted.length > 0, 'There are no rewards: run a trial first.');
  expect(sorted.every(Number.isFinite), 'A reward is not a number: leave out trials that have none.');
  const n = sorted.length;
  return Float64Array.from({ length: n }, (_, index) => {
    const k = index + 1;
    // The share of all picks of k whose largest is number i, from the largest down: C(i − 2, k − 1) is C(i − 1, k − 1) · (i − k) / (i − 1).
    let share = k / n;
    let sum = 0;
    for (let i = n; i >= k; i--) {
      sum += share * sorted[i - 1];
      if (i > 1) share *= (i - k) / (i - 1);
    }
    return sum;
  });
}
