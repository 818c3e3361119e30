import type { HiddenCases } from '../../../src/grading/exercise';
import { chiSquareByParts, crowd, identityByRanks, names, surprise } from '../01-deepface.spec';
import { randomRows } from '../oracle';

const logits = randomRows(111, 1, 9)[0];
const [f, g, w] = randomRows(112, 3, 5).map((row) => row.map(Math.abs));
const probes = randomRows(113, 4, 3);

export const hidden: HiddenCases = {
  softmaxCrossEntropy: {
    'six random logits, every class': [1, 8].map((label) => ({
      inputs: [logits, label],
      expected: surprise(logits, label),
    })),
    'very large logits do not overflow': [
      { inputs: [[800, 801, 790], 0], expected: Math.log(1 + Math.E + Math.exp(-10)) },
    ],
    'very small logits do not underflow': [{ inputs: [[-2001, -2000], 1], expected: 0.3132616875182228 }],
  },
  chiSquareDistance: {
    'the example': [
      {
        inputs: [
          [2, 0],
          [0, 4],
          [3, 0.5],
        ],
        expected: 8,
      },
    ],
    'eight random coordinates': [{ inputs: [f, g, w], expected: chiSquareByParts(f, g, w) }],
  },
  nearestIdentity: {
    'twelve random pictures': probes.flatMap((probe) =>
      [2, 5, 6].map((k) => ({ inputs: [crowd, names, probe, k], expected: identityByRanks(crowd, names, probe, k) })),
    ),
  },
};
