import { tensor } from '../../src/grading/values';
import { numericalGradient, randomRows } from './oracle';
import { suite } from './suite';

/** Rows of positive numbers that add up to 1. */
export function probabilityRows(seed: number, rows: number, columns: number): number[][] {
  return randomRows(seed, rows, columns).map((row) => {
    const positive = row.map((value) => Math.exp(value));
    const sum = positive.reduce((total, value) => total + value, 0);
    return positive.map((value) => value / sum);
  });
}

/** The largest lead over the column's mean: dividing by K and adding 1 / K change no order. */
export function groupsByLead(p: number[][]): number[] {
  const means = p[0].map((_, k) => p.reduce((sum, row) => sum + row[k] / p.length, 0));
  return p.map((row) => {
    const leads = row.map((value, k) => value - means[k]);
    return leads.indexOf(Math.max(...leads));
  });
}

export function aggregateByHand(v: number[][], groups: number[][][], p: number[][]): number[][] {
  return v.map((row, i) =>
    row.map((value, d) => p[i].reduce((sum, weight, k) => sum + weight * groups[i][k][d], value)),
  );
}

const skewed = probabilityRows(71, 7, 3).map(([a, b, c]) => [0.7 + 0.3 * a, 0.3 * b, 0.3 * c]);
const instance = randomRows(72, 4, 3);
const groups = [73, 74, 75, 76].map((seed) => randomRows(seed, 5, 3));
const p = probabilityRows(77, 4, 5);
const inputs = [tensor(instance), tensor(groups), tensor(p)];
const sum = (rows: number[][]): number => rows.flat().reduce((total, value) => total + value, 0);

export default suite({
  slug: '07-groupface',
  title: 'GroupFace',
  exercises: [
    {
      name: 'selfDistributedLabels',
      parameters: ['probabilities'],
      checks: [
        {
          title: 'the example: the second sample gives way',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                tensor([
                  [0.9, 0.1],
                  [0.6, 0.4],
                ]),
              ],
              expected: tensor([0, 1], 'int32'),
            },
          ],
        },
        {
          title: 'a group that everybody likes loses its lead',
          points: 2,
          hint: 2,
          cases: [{ inputs: [tensor(skewed)], expected: tensor(groupsByLead(skewed), 'int32') }],
        },
        {
          title: 'without a favourite the most likely group wins',
          points: 1,
          hint: 3,
          cases: [
            {
              inputs: [
                tensor([
                  [0.8, 0.1, 0.1],
                  [0.1, 0.8, 0.1],
                  [0.1, 0.1, 0.8],
                ]),
              ],
              expected: tensor([0, 1, 2], 'int32'),
            },
          ],
        },
      ],
    },
    {
      name: 'softAggregation',
      parameters: ['instance', 'groups', 'probabilities'],
      checks: [
        {
          title: 'the example: one face, two groups',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                tensor([[1, 0]]),
                tensor([
                  [
                    [2, 2],
                    [0, 4],
                  ],
                ]),
                tensor([[0.75, 0.25]]),
              ],
              expected: tensor([[2.5, 2.5]]),
            },
          ],
        },
        {
          title: 'four faces, five groups',
          points: 1,
          hint: 2,
          cases: [{ inputs, expected: tensor(aggregateByHand(instance, groups, p)) }],
        },
        {
          title: 'as many groups as dimensions: the right axis',
          points: 1,
          hint: 3,
          cases: [
            {
              inputs: [
                tensor([[0, 0]]),
                tensor([
                  [
                    [1, 2],
                    [3, 4],
                  ],
                ]),
                tensor([[1, 0]]),
              ],
              expected: tensor([[1, 2]]),
            },
          ],
        },
        {
          title: 'the gradient flows to the probabilities',
          points: 1,
          hint: 3,
          cases: [
            {
              inputs,
              gradientOf: 2,
              expected: tensor(numericalGradient((q) => sum(aggregateByHand(instance, groups, q)), p)),
              tolerance: 1e-3,
            },
          ],
        },
      ],
    },
  ],
});
