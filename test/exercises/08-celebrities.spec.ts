import { dot, randomRows, unit } from './oracle';
import { suite } from './suite';

/** The mean direction as the cosines of each picture, averaged coordinate by coordinate. */
export function meansByColumns(x: number[][], labels: number[]): number[][] {
  const people = Array.from(new Set(labels)).sort((a, b) => a - b);
  return people.map((person) => {
    const own = x.filter((_, i) => labels[i] === person).map(unit);
    return unit(
      own[0].map((_, d) =>
        dot(
          own.map((row) => row[d]),
          own.map(() => 1),
        ),
      ),
    );
  });
}

export function ratesByCounting(distances: number[][], labels: number[], threshold: number): number[][] {
  const rates = distances[0].map(() => distances[0].map(() => 0));
  const pictures = distances[0].map((_, i) => labels.filter((label) => label === i).length);
  labels.forEach((label, s) =>
    distances[s].forEach((distance, j) => (rates[label][j] += distance > threshold ? 0 : 1 / pictures[label])),
  );
  return rates;
}

const faces = randomRows(81, 8, 4);
const names = [12, 3, 3, 100, 12, 3, 100, 12];
export const absolute = (seed: number, rows: number, columns: number): number[][] =>
  randomRows(seed, rows, columns).map((row) => row.map(Math.abs));
const owners = [0, 1, 2, 2, 1, 0, 2, 0, 2];

export default suite({
  slug: '08-celebrities',
  title: 'The celebrity experiment',
  exercises: [
    {
      name: 'meanVectors',
      parameters: ['embeddings', 'labels'],
      checks: [
        {
          title: 'the example: two pictures of one person',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                [
                  [3, 0],
                  [0, 5],
                ],
                [7, 7],
              ],
              expected: [[0.7071067811865475, 0.7071067811865475]],
            },
          ],
        },
        {
          title: 'one picture each, in ascending order of the labels',
          points: 1,
          hint: 2,
          cases: [
            {
              inputs: [
                [
                  [0, 2],
                  [3, 4],
                  [-5, 0],
                ],
                [10, 9, 100],
              ],
              expected: [
                [0.6, 0.8],
                [0, 1],
                [-1, 0],
              ],
            },
          ],
        },
        {
          title: 'eight pictures of three people',
          points: 1,
          hint: 3,
          cases: [{ inputs: [faces, names], expected: meansByColumns(faces, names) }],
        },
      ],
    },
    {
      name: 'unlockRates',
      parameters: ['distances', 'labels', 'threshold'],
      checks: [
        {
          title: 'the example: three pictures, two phones',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                [
                  [0.1, 0.6],
                  [0.4, 0.3],
                  [0.9, 0.2],
                ],
                [0, 0, 1],
                0.4,
              ],
              expected: [
                [1, 0.5],
                [0, 1],
              ],
            },
          ],
        },
        {
          title: 'a picture exactly at the threshold opens',
          points: 1,
          hint: 2,
          cases: [
            { inputs: [[[0.5]], [0], 0.5], expected: [[1]] },
            {
              inputs: [
                [
                  [0.5, 0.25],
                  [0.75, 0.5],
                ],
                [1, 0],
                0.5,
              ],
              expected: [
                [0, 1],
                [1, 1],
              ],
            },
          ],
        },
        {
          title: 'nine pictures, three phones',
          points: 1,
          hint: 3,
          cases: [
            { inputs: [absolute(82, 9, 3), owners, 0.75], expected: ratesByCounting(absolute(82, 9, 3), owners, 0.75) },
          ],
        },
      ],
    },
  ],
});
