import type { Random } from './random';

/** `count` different integers in 0 … total − 1, every set equally likely, without a list of all (R. Floyd's algorithm). */
export function distinctIntegers(count: number, total: number, random: Random): number[] {
  const chosen = new Set<number>();
  for (let top = total - count; top < total; top++) {
    const candidate = random.integer(top + 1);
    chosen.add(chosen.has(candidate) ? top : candidate);
  }
  return [...chosen];
}

/** The last i with starts[i] ≤ value and starts[i + 1] > value; `starts` ascends. */
export function lastNotAbove(starts: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= value) low = middle;
    else high = middle;
  }
  return low;
}
