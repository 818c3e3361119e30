import { randomRows } from './oracle';
import { suite } from './suite';

export type Point = [number, number];

/** cos by the law of cosines, from three lengths only. */
export function cosineByLengths(a: number[], b: number[]): number {
  const [lengthA, lengthB] = [Math.hypot(...a), Math.hypot(...b)];
  const apart = Math.hypot(...a.map((value, index) => value - b[index]));
  return (lengthA ** 2 + lengthB ** 2 - apart ** 2) / (2 * lengthA * lengthB);
}

/** Least squares by Gaussian elimination on the normal equations, with unknowns a, b, tx, ty. */
export function transformByElimination(from: Point[], to: Point[]): number[][] {
  const rows = from.flatMap(([x, y], i) => [
    [x, -y, 1, 0, to[i][0]],
    [y, x, 0, 1, to[i][1]],
  ]);
  const system = [0, 1, 2, 3].map((p) =>
    [0, 1, 2, 3, 4].map((q) => rows.reduce((sum, row) => sum + row[p] * row[q], 0)),
  );
  for (let p = 0; p < 4; p++) {
    const pivot = [0, 1, 2, 3]
      .slice(p)
      .reduce((best, row) => (Math.abs(system[row][p]) > Math.abs(system[best][p]) ? row : best), p);
    [system[p], system[pivot]] = [system[pivot], system[p]];
    for (let row = 0; row < 4; row++) {
      if (row === p) continue;
      const factor = system[row][p] / system[p][p];
      system[row] = system[row].map((value, column) => value - factor * system[p][column]);
    }
  }
  const [a, b, tx, ty] = system.map((row, index) => row[4] / row[index]);
  return [
    [a, -b, tx],
    [b, a, ty],
  ];
}

/** Where eyes, nose and mouth stand in an aligned picture of 112 × 112. */
export const template: Point[] = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];
const noise = randomRows(1, 5, 2);
export const shaken = (by: number): Point[] =>
  template.map(([x, y], i) => [0.5 * x + 30 + by * noise[i][0], 0.5 * y + 7 + by * noise[i][1]]);
const mirrored: Point[] = template.map(([x, y]) => [112 - x, y]);
const vectors = randomRows(2, 2, 6);

export default suite({
  slug: '00-welcome',
  title: 'Faces as vectors',
  exercises: [
    {
      name: 'cosineSimilarity',
      parameters: ['a', 'b'],
      checks: [
        {
          title: 'the example',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                [3, 4],
                [4, 3],
              ],
              expected: 0.96,
            },
          ],
        },
        {
          title: 'same, opposite and square directions, whatever the lengths',
          points: 1,
          hint: 2,
          cases: [
            {
              inputs: [
                [1, 2, 2],
                [10, 20, 20],
              ],
              expected: 1,
            },
            {
              inputs: [
                [1, -2],
                [-3, 6],
              ],
              expected: -1,
            },
            {
              inputs: [
                [5, 0, 0],
                [0, 0, 2],
              ],
              expected: 0,
            },
          ],
        },
        {
          title: 'six random dimensions',
          points: 1,
          hint: 1,
          cases: [{ inputs: vectors, expected: cosineByLengths(vectors[0], vectors[1]) }],
        },
        {
          title: 'a zero vector has no direction',
          points: 1,
          hint: 3,
          cases: [
            {
              inputs: [
                [0, 0],
                [3, 4],
              ],
              expected: 0,
            },
          ],
        },
      ],
    },
    {
      name: 'euclideanDistance',
      parameters: ['a', 'b'],
      checks: [
        {
          title: 'the example',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                [1, 1],
                [4, 5],
              ],
              expected: 5,
            },
          ],
        },
        {
          title: 'zero for equal vectors, and the same both ways',
          points: 1,
          hint: 2,
          cases: [
            {
              inputs: [
                [2, 7, 1],
                [2, 7, 1],
              ],
              expected: 0,
            },
            {
              inputs: [
                [4, 5, 0],
                [1, 1, 12],
              ],
              expected: 13,
            },
          ],
        },
        {
          title: 'six random dimensions',
          points: 1,
          hint: 3,
          cases: [{ inputs: vectors, expected: Math.hypot(...vectors[0].map((value, i) => value - vectors[1][i])) }],
        },
      ],
    },
    {
      name: 'distanceFromCosine',
      parameters: ['cosine'],
      checks: [
        { title: 'a right angle', points: 1, hint: 1, cases: [{ inputs: [0], expected: 1.414213562373095 }] },
        {
          title: 'same and opposite directions',
          points: 1,
          hint: 2,
          cases: [
            { inputs: [1], expected: 0 },
            { inputs: [-1], expected: 2 },
          ],
        },
        { title: '60 degrees', points: 1, hint: 2, cases: [{ inputs: [0.5], expected: 1 }] },
        {
          title: 'rounding beyond 1 gives no NaN',
          points: 1,
          hint: 3,
          cases: [
            { inputs: [1.0000000002], expected: 0 },
            { inputs: [-1.0000000002], expected: 2, tolerance: 1e-12 },
          ],
        },
      ],
    },
    {
      name: 'similarityTransform',
      parameters: ['from', 'to'],
      checks: [
        {
          title: 'the example: a quarter turn, twice as large',
          points: 1,
          hint: 2,
          cases: [
            {
              inputs: [
                [
                  [0, 0],
                  [1, 0],
                ],
                [
                  [2, 3],
                  [2, 5],
                ],
              ],
              expected: [
                [0, -2, 2],
                [2, 0, 3],
              ],
            },
          ],
        },
        {
          title: 'a shift alone',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                [
                  [0, 0],
                  [4, 1],
                  [2, 5],
                ],
                [
                  [10, -3],
                  [14, -2],
                  [12, 2],
                ],
              ],
              expected: [
                [1, 0, 10],
                [0, 1, -3],
              ],
            },
          ],
        },
        {
          title: 'five landmarks that fit only roughly',
          points: 2,
          hint: 3,
          cases: [{ inputs: [shaken(3), template], expected: transformByElimination(shaken(3), template) }],
        },
        {
          title: 'a mirrored face is not mirrored back',
          points: 1,
          hint: 2,
          cases: [{ inputs: [mirrored, template], expected: transformByElimination(mirrored, template) }],
        },
      ],
    },
  ],
});
