import { expectLabels } from '../base/inputs';
import { expect } from '../base/errors';
import { eachPair, pairsAmong } from '../base/pair-rows';
import type { Random } from '../base/random';
import { distinctIntegers, lastNotAbove } from '../base/sampling';

/** Two samples of a batch, by their row, and whether they are of one identity. */
export interface Pair {
  first: number;
  second: number;
  same: boolean;
}

/**
 * How many pairs a batch has: Σ_c n_c (n_c − 1) / 2 of one identity, the rest of B (B − 1) / 2 of two.
 *
 * @param labels [batch]
 * @throws InputError when a label is no integer from 0
 */
export function countPairs(labels: ArrayLike<number>): { same: number; different: number } {
  expectLabels(labels);
  const sizes = new Map<number, number>();
  for (let i = 0; i < labels.length; i++) sizes.set(labels[i], (sizes.get(labels[i]) ?? 0) + 1);
  let same = 0;
  for (const n of sizes.values()) same += pairsAmong(n);
  return { same, different: pairsAmong(labels.length) - same };
}

/**
 * All pairs first < second of a batch, in order, as pair losses take them. Their number grows with the square of the batch: see
 * {@link countPairs}; for a choice of them see {@link samplePairs}. In a compiled step: `batchPairs`; to verify: `allPairs` of
 * `evaluation/verification/pairs`.
 *
 * @param labels [batch]
 * @throws InputError when a label is no integer from 0
 */
export function trainingPairs(labels: ArrayLike<number>): Pair[] {
  expectLabels(labels);
  const pairs: Pair[] = [];
  eachPair(labels.length, (first, second) => pairs.push({ first, second, same: labels[first] === labels[second] }));
  return pairs;
}

/**
 * Pairs by chance, no pair twice: `same` of one identity, then `different` of two, each such set equally likely.
 * Pairs are never listed, so that it works for a whole data set.
 *
 * @param labels [samples]
 * @param options how many of each kind, and where chance comes from
 * @throws InputError when a label is no integer from 0, or more pairs are asked for than there are
 */
export function samplePairs(
  labels: ArrayLike<number>,
  { same, different, random }: { same: number; different: number; random: Random },
): Pair[] {
  const available = countPairs(labels);
  expect(
    Number.isInteger(same) &&
      Number.isInteger(different) &&
      same >= 0 &&
      different >= 0 &&
      same <= available.same &&
      different <= available.different,
    `${same} pairs of one identity and ${different} of two are asked for, but there are ${available.same} and ` +
      `${available.different}: ask for whole numbers of at most that many, or give more samples.`,
  );
  // With samples sorted by class, the partners of position i that come later are a run: of its class up to where that ends,
  // of other classes from there on.
  const order = Array.from(labels, (_, index) => index).sort((a, b) => labels[a] - labels[b] || a - b);
  const classEnd = new Int32Array(order.length);
  for (let i = order.length - 1; i >= 0; i--) {
    const endsHere = i === order.length - 1 || labels[order[i]] !== labels[order[i + 1]];
    classEnd[i] = endsHere ? i + 1 : classEnd[i + 1];
  }
  const draw = (count: number, total: number, isSame: boolean): Pair[] => {
    const runs = order.map((_, i) => (isSame ? [i + 1, classEnd[i]] : [classEnd[i], order.length]));
    const before = new Float64Array(order.length + 1); // pairs of positions before i
    runs.forEach(([start, end], i) => (before[i + 1] = before[i] + end - start));
    return distinctIntegers(count, total, random).map((number) => {
      const i = lastNotAbove(before, number);
      const [a, b] = [order[i], order[runs[i][0] + number - before[i]]];
      return { first: Math.min(a, b), second: Math.max(a, b), same: isSame };
    });
  };
  return [...draw(same, available.same, true), ...draw(different, available.different, false)];
}
