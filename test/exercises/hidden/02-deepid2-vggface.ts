import type { HiddenCases } from '../../../src/grading/exercise';
import { scalar, tensor } from '../../../src/grading/values';
import { lossByHand, pairs } from '../02-deepid2-vggface.spec';
import { numericalGradient, randomRows } from '../oracle';

const rows = randomRows(121, 6, 3);

export const hidden: HiddenCases = {
  contrastiveTerm: {
    'two people closer than the margin': [{ inputs: [0.75, false, 1.25], expected: 0.125 }],
    'one person': [{ inputs: [2, true, 0.5], expected: 2 }],
    'two people beyond the margin': [{ inputs: [4, false, 0.5], expected: 0 }],
  },
  contrastiveLoss: {
    'the example: one pair of each kind': [
      {
        inputs: [
          tensor([
            [1, 0],
            [1, 2],
          ]),
          [{ first: 1, second: 0, same: false }],
          { margin: 3 },
        ],
        expected: scalar(0.5),
      },
    ],
    'five pairs of six embeddings': [
      { inputs: [tensor(rows), pairs, { margin: 1.75 }], expected: scalar(lossByHand(rows, pairs, 1.75)) },
    ],
    'the gradient flows back to the embeddings': [
      {
        inputs: [tensor(rows), pairs, { margin: 1.75 }],
        gradientOf: 0,
        expected: tensor(numericalGradient((x) => lossByHand(x, pairs, 1.75), rows)),
        tolerance: 1e-3,
      },
    ],
  },
};
