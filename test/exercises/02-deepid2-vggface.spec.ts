import { scalar, tensor } from '../../src/grading/values';
import { mean, numericalGradient, randomRows, squared } from './oracle';
import { suite } from './suite';

export interface Pair {
  first: number;
  second: number;
  same: boolean;
  [key: string]: number | boolean;
}

export function lossByHand(x: number[][], pairs: Pair[], margin: number): number {
  return mean(
    pairs.map(({ first, second, same }) => {
      const d = Math.sqrt(squared(x[first], x[second]));
      if (same) return d ** 2 / 2;
      return d < margin ? (margin - d) ** 2 / 2 : 0;
    }),
  );
}

const rows = randomRows(21, 6, 4);
export const pairs: Pair[] = [
  { first: 0, second: 1, same: true },
  { first: 2, second: 3, same: false },
  { first: 4, second: 1, same: false },
  { first: 5, second: 2, same: true },
  { first: 3, second: 0, same: false },
];
const twins = [...rows.slice(0, 3), rows[0]];
const withTwin: Pair[] = [
  { first: 0, second: 3, same: true },
  { first: 1, second: 2, same: false },
];

export default suite({
  slug: '02-deepid2-vggface',
  title: 'DeepID2 and VGGFace',
  exercises: [
    {
      name: 'contrastiveTerm',
      parameters: ['distance', 'same', 'margin'],
      checks: [
        {
          title: 'two people closer than the margin',
          points: 1,
          hint: 2,
          cases: [
            { inputs: [0.4, false, 1], expected: 0.18 },
            { inputs: [0, false, 2], expected: 2 },
          ],
        },
        {
          title: 'one person',
          points: 1,
          hint: 1,
          cases: [
            { inputs: [0.4, true, 1], expected: 0.08 },
            { inputs: [3, true, 1], expected: 4.5 },
          ],
        },
        {
          title: 'two people beyond the margin',
          points: 1,
          hint: 3,
          cases: [
            { inputs: [1.5, false, 1], expected: 0 },
            { inputs: [1, false, 1], expected: 0 },
          ],
        },
      ],
    },
    {
      name: 'contrastiveLoss',
      parameters: ['embeddings', 'pairs', 'options'],
      checks: [
        {
          title: 'the example: one pair of each kind',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                tensor([
                  [0, 0],
                  [3, 4],
                  [0, 1],
                ]),
                [
                  { first: 0, second: 1, same: true },
                  { first: 0, second: 2, same: false },
                ],
                { margin: 2 },
              ],
              expected: scalar(6.5),
            },
          ],
        },
        {
          title: 'five pairs of six embeddings',
          points: 1,
          hint: 2,
          cases: [{ inputs: [tensor(rows), pairs, { margin: 2.5 }], expected: scalar(lossByHand(rows, pairs, 2.5)) }],
        },
        {
          title: 'the gradient flows back to the embeddings',
          points: 1,
          hint: 2,
          cases: [
            {
              inputs: [tensor(rows), pairs, { margin: 2.5 }],
              gradientOf: 0,
              expected: tensor(numericalGradient((x) => lossByHand(x, pairs, 2.5), rows)),
              tolerance: 1e-3,
            },
          ],
        },
        {
          title: 'two equal embeddings give no NaN',
          points: 1,
          hint: 3,
          cases: [
            {
              inputs: [tensor(twins), withTwin, { margin: 3 }],
              gradientOf: 0,
              expected: tensor(numericalGradient((x) => lossByHand(x, withTwin, 3), twins)),
              tolerance: 1e-3,
            },
          ],
        },
      ],
    },
  ],
});
