import type { HiddenCases } from '../../../src/grading/exercise';
import { scalar, tensor } from '../../../src/grading/values';
import { centersByMeans, pullByHand } from '../04-centers-and-margins.spec';
import { numericalGradient, randomRows } from '../oracle';

const rows = randomRows(141, 5, 4);
const centers = randomRows(142, 3, 4);
const labels = [1, 1, 2, 0, 1];
const inputs = [tensor(rows), labels, tensor(centers)];

export const hidden: HiddenCases = {
  centerLoss: {
    'the example: two rows by hand': [
      {
        inputs: [
          tensor([[1, 1]]),
          [1],
          tensor([
            [9, 9],
            [4, 5],
          ]),
        ],
        expected: scalar(12.5),
      },
    ],
    'six rows of three classes': [{ inputs, expected: scalar(pullByHand(rows, labels, centers)) }],
    'the gradient flows to the embeddings': [
      {
        inputs,
        gradientOf: 0,
        expected: tensor(numericalGradient((x) => pullByHand(x, labels, centers), rows)),
        tolerance: 1e-3,
      },
    ],
  },
  updatedCenters: {
    'the example: one class, one dimension': [{ inputs: [[[3], [6], [0]], [0, 0, 0], [[7]], 1], expected: [[4]] }],
    'six rows, four classes': [
      { inputs: [rows, labels, centers, 0.8], expected: centersByMeans(rows, labels, centers, 0.8) },
    ],
    'alpha 0 moves nothing': [{ inputs: [[[1]], [0], [[3]], 0], expected: [[3]] }],
  },
};
