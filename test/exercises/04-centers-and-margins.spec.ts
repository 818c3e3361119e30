import { scalar, tensor } from '../../src/grading/values';
import { numericalGradient, randomRows } from './oracle';
import { suite } from './suite';

/** Every coordinate of every row, one after the other. */
export function pullByHand(x: number[][], labels: number[], centers: number[][]): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++)
    for (let d = 0; d < x[i].length; d++) sum += (x[i][d] - centers[labels[i]][d]) ** 2;
  return sum / (2 * x.length);
}

/** The same update from the mean of the class: c + alpha n / (1 + n) (mean − c). */
export function centersByMeans(x: number[][], labels: number[], centers: number[][], alpha: number): number[][] {
  return centers.map((center, j) => {
    const own = x.filter((_, i) => labels[i] === j);
    if (own.length === 0) return center;
    const n = own.length;
    return center.map((c, d) => c + ((alpha * n) / (1 + n)) * (own.reduce((sum, row) => sum + row[d] / n, 0) - c));
  });
}

const rows = randomRows(41, 6, 3);
const centers = randomRows(42, 4, 3);
export const labels = [2, 0, 2, 3, 0, 2];
const inputs = [tensor(rows), labels, tensor(centers)];

export default suite({
  slug: '04-centers-and-margins',
  title: 'Centers and margins',
  exercises: [
    {
      name: 'centerLoss',
      parameters: ['embeddings', 'labels', 'centers'],
      checks: [
        {
          title: 'the example: two rows by hand',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                tensor([
                  [1, 2],
                  [3, 0],
                ]),
                [0, 1],
                tensor([
                  [0, 0],
                  [3, 4],
                ]),
              ],
              expected: scalar(5.25),
            },
          ],
        },
        {
          title: 'six rows of three classes',
          points: 1,
          hint: 3,
          cases: [{ inputs, expected: scalar(pullByHand(rows, labels, centers)) }],
        },
        {
          title: 'the gradient flows to the embeddings',
          points: 1,
          hint: 2,
          cases: [
            {
              inputs,
              gradientOf: 0,
              expected: tensor(numericalGradient((x) => pullByHand(x, labels, centers), rows)),
              tolerance: 1e-3,
            },
          ],
        },
        {
          title: 'and to the centers',
          points: 1,
          hint: 2,
          cases: [
            {
              inputs,
              gradientOf: 2,
              expected: tensor(numericalGradient((c) => pullByHand(rows, labels, c), centers)),
              tolerance: 1e-3,
            },
          ],
        },
      ],
    },
    {
      name: 'updatedCenters',
      parameters: ['embeddings', 'labels', 'centers', 'alpha'],
      checks: [
        {
          title: 'the example: one class, one dimension',
          points: 1,
          hint: 2,
          cases: [{ inputs: [[[2], [4]], [0, 0], [[0]], 0.5], expected: [[1]] }],
        },
        {
          title: 'a class without a row keeps its center',
          points: 1,
          hint: 2,
          cases: [
            {
              inputs: [
                [[2, 2]],
                [1],
                [
                  [5, 6],
                  [0, 0],
                ],
                1,
              ],
              expected: [
                [5, 6],
                [1, 1],
              ],
            },
          ],
        },
        {
          title: 'six rows, four classes',
          points: 1,
          hint: 1,
          cases: [{ inputs: [rows, labels, centers, 0.3], expected: centersByMeans(rows, labels, centers, 0.3) }],
        },
        {
          title: 'alpha 0 moves nothing',
          points: 1,
          hint: 3,
          cases: [{ inputs: [rows, labels, centers, 0], expected: centers }],
        },
      ],
    },
  ],
});
