import { seeded } from '../../src/base/random';
import { mean } from './oracle';
import { suite } from './suite';

export interface Pairs {
  similarities: number[];
  same: boolean[];
  folds: number[];
}

/** Pairs of both kinds, in steps of 1/16 so that there are ties. */
export function somePairs(seed: number, count: number, folds: number): Pairs {
  const random = seeded(seed, 'pairs');
  const same = Array.from({ length: count }, () => random.chance(0.5));
  const similarities = same.map((one) => Math.round(16 * (random.normal() * 0.4 + (one ? 0.5 : 0))) / 16);
  return { similarities, same, folds: random.shuffle(same.map((_, i) => i % folds)) };
}

function rightAt(similarities: number[], same: boolean[], threshold: number): number {
  let right = 0;
  for (let i = 0; i < same.length; i++) right += Number(similarities[i] >= threshold ? same[i] : !same[i]);
  return right;
}

/** Looks at all candidates from the largest down, and lets a later one win a tie. */
export function thresholdBySearch(similarities: number[], same: boolean[]): number {
  const sorted = similarities.slice().sort((a, b) => b - a);
  const candidates = [sorted[0] + 1];
  sorted.forEach((value, i) => i > 0 && value !== sorted[i - 1] && candidates.push((value + sorted[i - 1]) / 2));
  candidates.push(sorted[sorted.length - 1] - 1);
  return candidates.reduce((best, next) =>
    rightAt(similarities, same, next) >= rightAt(similarities, same, best) ? next : best,
  );
}

export function accuracyBySearch({ similarities, same, folds }: Pairs): number {
  const pick = <T>(items: T[], keep: (fold: number) => boolean): T[] => items.filter((_, i) => keep(folds[i]));
  return mean(
    [...new Set(folds)].map((fold) => {
      const threshold = thresholdBySearch(
        pick(similarities, (f) => f !== fold),
        pick(same, (f) => f !== fold),
      );
      const tested = pick(same, (f) => f === fold);
      return (
        rightAt(
          pick(similarities, (f) => f === fold),
          tested,
          threshold,
        ) / tested.length
      );
    }),
  );
}

/** The best true accept rate over all thresholds that keep the false accept rate. */
export function rateBySearch({ similarities, same }: Pairs, far: number): number {
  const share = (kind: boolean, threshold: number): number => {
    const own = similarities.filter((_, i) => same[i] === kind);
    return own.filter((value) => value >= threshold).length / own.length;
  };
  return Math.max(...[...similarities, Infinity].filter((t) => share(false, t) <= far).map((t) => share(true, t)));
}

const pairs = somePairs(91, 40, 10);
const uneven = {
  similarities: [0.9, 0.1, 0.8, 0.6, 0.75],
  same: [true, false, true, false, true],
  folds: [0, 0, 1, 1, 1],
};

export default suite({
  slug: '09-measuring',
  title: 'Measuring honestly',
  exercises: [
    {
      name: 'bestThreshold',
      parameters: ['similarities', 'same'],
      checks: [
        {
          title: 'the example: all three rightly',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                [0.2, 0.4, 0.8],
                [false, false, true],
              ],
              expected: 0.6,
            },
          ],
        },
        {
          title: 'only one kind of pair: beyond either end',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                [0.5, 0.3],
                [true, true],
              ],
              expected: -0.7,
            },
            {
              inputs: [
                [0.5, 0.3],
                [false, false],
              ],
              expected: 1.5,
            },
          ],
        },
        {
          title: 'of equally good ones the smallest',
          points: 1,
          hint: 3,
          cases: [
            {
              inputs: [
                [0.1, 0.3, 0.5, 0.7],
                [false, true, false, true],
              ],
              expected: 0.2,
            },
          ],
        },
        {
          title: 'forty pairs with ties',
          points: 1,
          hint: 2,
          cases: [
            { inputs: [pairs.similarities, pairs.same], expected: thresholdBySearch(pairs.similarities, pairs.same) },
          ],
        },
      ],
    },
    {
      name: 'tenFoldAccuracy',
      parameters: ['similarities', 'same', 'folds'],
      checks: [
        {
          title: 'the example: two folds',
          points: 2,
          hint: 1,
          cases: [
            {
              inputs: [
                [0.9, 0.1, 0.8, 0.6],
                [true, false, true, false],
                [0, 0, 1, 1],
              ],
              expected: 0.75,
            },
          ],
        },
        {
          title: 'folds of different sizes count alike',
          points: 1,
          hint: 2,
          cases: [{ inputs: [uneven.similarities, uneven.same, uneven.folds], expected: accuracyBySearch(uneven) }],
        },
        {
          title: 'forty pairs in ten folds',
          points: 2,
          hint: 3,
          cases: [{ inputs: [pairs.similarities, pairs.same, pairs.folds], expected: accuracyBySearch(pairs) }],
        },
      ],
    },
    {
      name: 'tarAtFar',
      parameters: ['similarities', 'same', 'far'],
      checks: [
        {
          title: 'the example at two rates',
          points: 1,
          hint: 1,
          cases: [
            { inputs: [[0.9, 0.6, 0.3, 0.7, 0.2], [true, true, true, false, false], 0], expected: 1 / 3 },
            { inputs: [[0.9, 0.6, 0.3, 0.7, 0.2], [true, true, true, false, false], 0.5], expected: 1 },
          ],
        },
        {
          title: 'an impostor on top of all',
          points: 1,
          hint: 3,
          cases: [
            { inputs: [[0.9, 0.9, 0.4], [true, false, true], 0], expected: 0 },
            { inputs: [[0.5, 0.9, 0.4], [true, false, true], 0], expected: 0 },
          ],
        },
        {
          title: 'an impostor as similar as a true pair is accepted with it',
          points: 1,
          hint: 2,
          cases: [{ inputs: [[0.8, 0.5, 0.5, 0.1], [true, true, false, false], 0], expected: 0.5 }],
        },
        {
          title: 'forty pairs at several rates',
          points: 1,
          hint: 2,
          cases: [0.01, 0.1, 0.25, 1].map((far) => ({
            inputs: [pairs.similarities, pairs.same, far],
            expected: rateBySearch(pairs, far),
          })),
        },
      ],
    },
  ],
});
