import { scalar, tensor } from '../../src/grading/values';
import { dot, mean, numericalGradient, randomRows, unit } from './oracle';
import { suite } from './suite';

/** k times the most similar row that is left. */
export function relationsByPicking(prototypes: number[][], labels: number[], k: number): number[][] {
  return prototypes.map((prototype, row) => {
    const picked: number[] = [];
    while (picked.length < k) {
      let best = -1;
      for (let j = prototypes.length - 1; j >= 0; j--) {
        if (labels[j] === labels[row] || picked.includes(j)) continue;
        const closer =
          best === -1 || dot(unit(prototypes[j]), unit(prototype)) >= dot(unit(prototypes[best]), unit(prototype));
        if (closer) best = j;
      }
      picked.push(best);
    }
    return picked;
  });
}

export function lossByHand(
  student: number[][],
  teacher: number[][],
  prototypes: number[][],
  relations: number[][],
): number {
  return mean(
    relations.flatMap((rows, i) =>
      rows.map((j) =>
        Math.abs(dot(unit(student[i]), unit(prototypes[j])) - dot(unit(teacher[i]), unit(prototypes[j]))),
      ),
    ),
  );
}

const prototypes = randomRows(113, 7, 3);
const classes = [4, 0, 0, 9, 2, 9, 1];
const student = randomRows(114, 3, 3);
const teacher = randomRows(115, 3, 3);
const relations = [
  [0, 4],
  [6, 1],
  [3, 2],
];
const inputs = [tensor(student), tensor(teacher), tensor(prototypes), relations];

export default suite({
  slug: '11-coupleface',
  title: 'CoupleFace: relations matter',
  exercises: [
    {
      name: 'informativeIdentities',
      parameters: ['prototypes', 'labels', 'k'],
      checks: [
        {
          title: 'the example: three prototypes',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                [
                  [1, 0],
                  [0, 1],
                  [1, 1],
                ],
                [0, 1, 2],
                1,
              ],
              expected: [[2], [2], [0]],
            },
          ],
        },
        {
          title: 'a long prototype is not nearer',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                [
                  [1, 0],
                  [90, 90],
                  [2, 1],
                ],
                [0, 1, 2],
                1,
              ],
              expected: [[2], [2], [1]],
            },
          ],
        },
        {
          title: 'rows of the own class never count',
          points: 1,
          hint: 3,
          cases: [
            {
              inputs: [
                [
                  [1, 0],
                  [1, 0.1],
                  [0, 1],
                  [-1, 0],
                ],
                [5, 5, 6, 7],
                2,
              ],
              expected: [
                [2, 3],
                [2, 3],
                [1, 0],
                [2, 1],
              ],
            },
          ],
        },
        {
          title: 'seven prototypes, the nearest first',
          points: 1,
          hint: 2,
          cases: [1, 3].map((k) => ({
            inputs: [prototypes, classes, k],
            expected: relationsByPicking(prototypes, classes, k),
          })),
        },
      ],
    },
    {
      name: 'mutualRelationLoss',
      parameters: ['student', 'teacher', 'prototypes', 'relations'],
      checks: [
        {
          title: 'the example: one sample, two relations',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                tensor([[1, 0]]),
                tensor([[0, 2]]),
                tensor([
                  [3, 0],
                  [3, 4],
                ]),
                [[1, 0]],
              ],
              expected: scalar(0.6),
            },
          ],
        },
        {
          title: 'a student like the teacher has no loss, whatever the lengths',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                tensor([
                  [3, 6],
                  [1, 0],
                ]),
                tensor([
                  [1, 2],
                  [5, 0],
                ]),
                tensor([
                  [3, 0],
                  [3, 4],
                ]),
                [[0], [1]],
              ],
              expected: scalar(0),
            },
          ],
        },
        {
          title: 'three samples',
          points: 1,
          hint: 3,
          cases: [{ inputs, expected: scalar(lossByHand(student, teacher, prototypes, relations)) }],
        },
        {
          title: 'the gradient flows to the student',
          points: 1,
          hint: 3,
          cases: [
            {
              inputs,
              gradientOf: 0,
              expected: tensor(numericalGradient((s) => lossByHand(s, teacher, prototypes, relations), student)),
              tolerance: 1e-3,
            },
          ],
        },
      ],
    },
  ],
});
