import { tensor } from '../../src/grading/values';
import { dot, numericalGradient, randomRows, unit } from './oracle';
import { suite } from './suite';

export function logitsByAngles(
  x: number[][],
  labels: number[],
  weights: number[][],
  margin: number,
  scale: number,
): number[][] {
  return x.map((row, i) =>
    weights.map((weight, j) => {
      const theta = Math.acos(dot(unit(row), unit(weight)));
      return scale * Math.cos(j === labels[i] ? theta + margin : theta);
    }),
  );
}

export const total = (rows: number[][]): number => rows.flat().reduce((sum, value) => sum + value, 0);

/** The scale by bisection: where the softmax of a perfect embedding, all other cosines −1 / (C − 1), reaches the probability. */
export function scaleByBisection(classes: number, probability: number): number {
  const reached = (s: number): number => 1 / (1 + (classes - 1) * Math.exp(s * (-1 / (classes - 1) - 1)));
  let [low, high] = [0, 1000];
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (reached(middle) < probability) low = middle;
    else high = middle;
  }
  return low;
}

const rows = randomRows(61, 4, 3);
const weights = randomRows(62, 5, 3);
const labels = [4, 0, 2, 0];
const options = { margin: 0.5, scale: 16 };
const inputs = [tensor(rows), labels, tensor(weights), options];
const edges = [
  tensor([
    [2, 0],
    [-3, 0],
    [0, 1],
  ]),
  [0, 0, 1],
  tensor([
    [5, 0],
    [0, 4],
  ]),
  { margin: 0.5, scale: 30 },
];

export default suite({
  slug: '06-arcface',
  title: 'CosFace, ArcFace and one formula for all',
  exercises: [
    {
      name: 'marginLogit',
      parameters: ['cosine', 'margins'],
      checks: [
        {
          title: 'without margins it is the cosine',
          points: 1,
          hint: 1,
          cases: [{ inputs: [0.3, { m1: 1, m2: 0, m3: 0 }], expected: 0.3 }],
        },
        {
          title: 'the example: m2 and m3 together',
          points: 1,
          hint: 3,
          cases: [{ inputs: [0.5, { m1: 1, m2: Math.PI / 6, m3: 0.1 }], expected: -0.1 }],
        },
        {
          title: 'm1 multiplies the angle',
          points: 1,
          hint: 1,
          cases: [
            { inputs: [0.5, { m1: 2, m2: 0, m3: 0 }], expected: -0.5 },
            { inputs: [0, { m1: 1.5, m2: 0.25 * Math.PI, m3: 0.2 }], expected: -1.2 },
          ],
        },
        {
          title: 'rounding beyond 1 gives no NaN',
          points: 1,
          hint: 2,
          cases: [
            { inputs: [1.0000001, { m1: 1, m2: 0, m3: 0.35 }], expected: 0.65 },
            { inputs: [-1.0000001, { m1: 1, m2: 0, m3: 0.35 }], expected: -1.35 },
          ],
        },
      ],
    },
    {
      name: 'arcFaceLogits',
      parameters: ['embeddings', 'labels', 'weights', 'options'],
      checks: [
        {
          title: 'the example: one row, two classes',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                tensor([[2, 0]]),
                [1],
                tensor([
                  [1, 0],
                  [0, 4],
                ]),
                { margin: Math.PI / 6, scale: 10 },
              ],
              expected: tensor([[10, -5]]),
              tolerance: 1e-3,
            },
          ],
        },
        {
          title: 'four rows, five classes',
          points: 2,
          hint: 2,
          cases: [{ inputs, expected: tensor(logitsByAngles(rows, labels, weights, 0.5, 16)) }],
        },
        {
          title: 'the gradient flows to the embeddings',
          points: 1,
          hint: 2,
          cases: [
            {
              inputs,
              gradientOf: 0,
              expected: tensor(numericalGradient((x) => total(logitsByAngles(x, labels, weights, 0.5, 16)), rows)),
              tolerance: 2e-3,
            },
          ],
        },
        {
          title: 'no NaN along or against the own weight',
          points: 2,
          hint: 3,
          cases: [
            { inputs: edges, finite: true },
            { inputs: edges, gradientOf: 0, finite: true },
            { inputs: edges, gradientOf: 2, finite: true },
          ],
        },
      ],
    },
    {
      name: 'smallestScale',
      parameters: ['classes', 'probability'],
      checks: [
        {
          title: 'the example: two classes',
          points: 1,
          hint: 1,
          cases: [{ inputs: [2, 0.9], expected: 1.0986122886681098 }],
        },
        {
          title: 'a thousand people at 0.99',
          points: 1,
          hint: 2,
          cases: [{ inputs: [1000, 0.99], expected: scaleByBisection(1000, 0.99) }],
        },
        {
          title: 'eight people at one half',
          points: 1,
          hint: 3,
          cases: [{ inputs: [8, 0.5], expected: 1.702671380423399 }],
        },
      ],
    },
  ],
});
