import { scalar, tensor } from '../../src/grading/values';
import { crossEntropy, dot, mean, numericalGradient, randomRows, unit } from './oracle';
import { suite } from './suite';

export function lossByHand(x: number[][], labels: number[], weights: number[][]): number {
  return mean(
    x.map((row, i) =>
      crossEntropy(
        weights.map((weight) => dot(row, unit(weight))),
        labels[i],
      ),
    ),
  );
}

/** ψ by walking down: in every piece of pi / m it falls by 2, as a half wave of the cosine. */
export function psiByWalking(theta: number, m: number): number {
  let [level, left] = [1, theta];
  for (let piece = 1; piece < m && left > Math.PI / m; piece++) [level, left] = [level - 2, left - Math.PI / m];
  return level - (1 - Math.cos(m * left));
}

const rows = randomRows(51, 5, 3);
const weights = randomRows(52, 4, 3);
const labels = [3, 0, 1, 3, 2];
const inputs = [tensor(rows), labels, tensor(weights)];

export default suite({
  slug: '05-sphereface',
  title: 'SphereFace',
  exercises: [
    {
      name: 'psi',
      parameters: ['theta', 'm'],
      checks: [
        {
          title: 'm = 1 is the cosine',
          points: 1,
          hint: 1,
          cases: [0, 1, 2.5].map((theta) => ({ inputs: [theta, 1], expected: Math.cos(theta) })),
        },
        {
          title: 'the example: the second piece',
          points: 1,
          hint: 2,
          cases: [{ inputs: [(3 * Math.PI) / 4, 2], expected: -2 }],
        },
        {
          title: 'it falls over all pieces for m = 4',
          points: 2,
          hint: 2,
          cases: [0.2, 0.9, 1.7, 2.2, 2.9].map((theta) => ({ inputs: [theta, 4], expected: psiByWalking(theta, 4) })),
        },
        {
          title: 'both ends',
          points: 1,
          hint: 3,
          cases: [
            { inputs: [0, 3], expected: 1 },
            { inputs: [Math.PI, 3], expected: -5 },
            { inputs: [Math.PI, 4], expected: -7 },
          ],
        },
      ],
    },
    {
      name: 'modifiedSoftmaxLoss',
      parameters: ['embeddings', 'labels', 'weights'],
      checks: [
        {
          title: 'the example: one row, two classes',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                tensor([[2, 0]]),
                [0],
                tensor([
                  [5, 0],
                  [0, 3],
                ]),
              ],
              expected: scalar(0.126928),
            },
          ],
        },
        {
          title: 'longer weights change nothing',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                tensor([
                  [2, 0],
                  [0, 1],
                ]),
                [0, 0],
                tensor([
                  [50, 0],
                  [0, 0.25],
                ]),
              ],
              expected: scalar((0.126928 + 1.3132617) / 2),
            },
          ],
        },
        {
          title: 'five rows, four classes',
          points: 1,
          hint: 3,
          cases: [{ inputs, expected: scalar(lossByHand(rows, labels, weights)) }],
        },
        {
          title: 'the gradient flows to the embeddings',
          points: 1,
          hint: 3,
          cases: [
            {
              inputs,
              gradientOf: 0,
              expected: tensor(numericalGradient((x) => lossByHand(x, labels, weights), rows)),
              tolerance: 1e-3,
            },
          ],
        },
        {
          title: 'and to the weights, across their normalisation',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs,
              gradientOf: 2,
              expected: tensor(numericalGradient((w) => lossByHand(rows, labels, w), weights)),
              tolerance: 1e-3,
            },
          ],
        },
      ],
    },
  ],
});
