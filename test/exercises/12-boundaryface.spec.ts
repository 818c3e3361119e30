import { randomRows } from './oracle';
import { suite } from './suite';

/** The rule with the addition theorem, cos(θ + m) = cos θ cos m − sin θ sin m, and a sorted list of rivals. */
export function labelsByAddition(cosines: number[][], labels: number[], margin: number): number[] {
  return cosines.map((row, i) => {
    const shifted = row.map((c) => c * Math.cos(margin) - Math.sqrt(1 - c * c) * Math.sin(margin));
    const rivals = row.map((_, j) => j).filter((j) => j !== labels[i]);
    const [first] = rivals.sort((a, b) => shifted[b] - shifted[a]);
    return shifted[first] > row[labels[i]] ? first : labels[i];
  });
}

export const someCosines = (seed: number, rows: number, classes: number): number[][] =>
  randomRows(seed, rows, classes).map((row) => row.map(Math.tanh));
const filed = [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 2, 2];

export default suite({
  slug: '12-boundaryface',
  title: 'BoundaryFace: dirty labels',
  exercises: [
    {
      name: 'correctLabels',
      parameters: ['cosines', 'labels', 'margin'],
      checks: [
        {
          title: 'the example: a flipped label is repaired',
          points: 1,
          hint: 1,
          cases: [
            { inputs: [[[0.1, 0.9]], [0], 0.5], expected: [1] },
            { inputs: [[[0.9, 0.1]], [1], 0.5], expected: [0] },
          ],
        },
        {
          title: 'a picture near the boundary keeps its label',
          points: 1,
          hint: 1,
          cases: [
            { inputs: [[[0.7, 0.75]], [0], 0.5], expected: [0] },
            { inputs: [[[0.5, 0.8]], [0], 0.5], expected: [0] },
          ],
        },
        {
          title: 'without a margin the nearest class wins, and a tie changes nothing',
          points: 1,
          hint: 3,
          cases: [
            {
              inputs: [
                [
                  [0.7, 0.75, 0.1],
                  [1, 1, 0.4],
                ],
                [0, 1],
                0,
              ],
              expected: [1, 1],
            },
          ],
        },
        {
          title: 'past pi the cosine rises again',
          points: 1,
          hint: 2,
          cases: [{ inputs: [[[-0.95, -0.999, -0.5]], [0], 2], expected: [1] }],
        },
        {
          title: 'twelve pictures, five classes',
          points: 2,
          hint: 2,
          cases: [0.2, 0.5].map((margin) => ({
            inputs: [someCosines(121, 12, 5), filed, margin],
            expected: labelsByAddition(someCosines(121, 12, 5), filed, margin),
          })),
        },
      ],
    },
  ],
});
