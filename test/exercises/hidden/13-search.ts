import type { HiddenCases } from '../../../src/grading/exercise';
import { chain, groupsByWalking, keptByPairs, rewardBySearch } from '../13-search.spec';
import { randomRows } from '../oracle';

const genuine = randomRows(231, 1, 25)[0].map((value) => value + 1);
const impostors = randomRows(232, 1, 50)[0];
const means = randomRows(233, 12, 3);
const faces = randomRows(234, 12, 3);
const filed = faces.map((_, i) => [5, 1, 8][(i * i) % 3]);
const [fars, weights] = [
  [0.5, 0.125, 0.03],
  [0.2, 0.3, 0.5],
];

export const hidden: HiddenCases = {
  searchReward: {
    'the example: two rates': [
      {
        inputs: [
          [0.2, 0.6, 0.4],
          [0.5, 0.3],
          [0.5, 0],
          [0.3, 0.6],
        ],
        expected: 0.3 * (2 / 3) + 0.6 / 3,
      },
    ],
    'seventy pairs, three rates': [
      { inputs: [genuine, impostors, fars, weights], expected: rewardBySearch(genuine, impostors, fars, weights) },
    ],
  },
  mergeClasses: {
    'links carry on': [{ inputs: [[chain[1], chain[2], chain[0]], 0.75], expected: [0, 0, 0] }],
    'nine classes': [0.5, 0.8].map((threshold) => ({
      inputs: [means, threshold],
      expected: groupsByWalking(means, threshold),
    })),
  },
  filterClasses: {
    'ten pictures of three classes': [0.3, 0.75].map((threshold) => ({
      inputs: [faces, filed, threshold],
      expected: keptByPairs(faces, filed, threshold),
    })),
  },
};
