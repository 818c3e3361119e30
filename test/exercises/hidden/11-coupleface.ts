import type { HiddenCases } from '../../../src/grading/exercise';
import { scalar, tensor } from '../../../src/grading/values';
import { lossByHand, relationsByPicking } from '../11-coupleface.spec';
import { numericalGradient, randomRows } from '../oracle';

const prototypes = randomRows(213, 8, 4);
const classes = [0, 1, 2, 3, 3, 2, 1, 8];
const [student, teacher] = [randomRows(214, 4, 4), randomRows(215, 4, 4)];
const relations = [
  [1, 0, 7],
  [2, 5, 3],
  [6, 4, 0],
  [7, 2, 1],
];
const inputs = [tensor(student), tensor(teacher), tensor(prototypes), relations];

export const hidden: HiddenCases = {
  informativeIdentities: {
    'the example: three prototypes': [
      {
        inputs: [
          [
            [0, 2],
            [2, 0],
            [2, 1],
          ],
          [3, 1, 0],
          2,
        ],
        expected: [
          [2, 1],
          [2, 0],
          [1, 0],
        ],
      },
    ],
    'seven prototypes, the nearest first': [2, 4].map((k) => ({
      inputs: [prototypes, classes, k],
      expected: relationsByPicking(prototypes, classes, k),
    })),
  },
  mutualRelationLoss: {
    'three samples': [{ inputs, expected: scalar(lossByHand(student, teacher, prototypes, relations)) }],
    'the gradient flows to the student': [
      {
        inputs,
        gradientOf: 0,
        expected: tensor(numericalGradient((s) => lossByHand(s, teacher, prototypes, relations), student)),
        tolerance: 1e-3,
      },
    ],
  },
};
