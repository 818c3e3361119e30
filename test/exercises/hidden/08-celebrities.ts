import type { HiddenCases } from '../../../src/grading/exercise';
import { absolute, meansByColumns, ratesByCounting } from '../08-celebrities.spec';
import { randomRows } from '../oracle';

const faces = randomRows(181, 7, 3);
const names = [20, 5, 5, 20, 1, 5, 20];
const distances = absolute(182, 8, 4);
const owners = [3, 1, 0, 2, 3, 3, 0, 1];

export const hidden: HiddenCases = {
  meanVectors: {
    'the example: two pictures of one person': [
      {
        inputs: [
          [
            [8, 0],
            [0, -1],
          ],
          [2, 2],
        ],
        expected: [[0.7071067811865475, -0.7071067811865475]],
      },
    ],
    'eight pictures of three people': [{ inputs: [faces, names], expected: meansByColumns(faces, names) }],
  },
  unlockRates: {
    'the example: three pictures, two phones': [
      {
        inputs: [
          [
            [0.2, 0.3],
            [0.8, 0.1],
          ],
          [0, 1],
          0.3,
        ],
        expected: [
          [1, 1],
          [0, 1],
        ],
      },
    ],
    'nine pictures, three phones': [0.4, 1.1].map((threshold) => ({
      inputs: [distances, owners, threshold],
      expected: ratesByCounting(distances, owners, threshold),
    })),
  },
};
