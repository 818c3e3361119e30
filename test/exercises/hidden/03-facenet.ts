import type { HiddenCases } from '../../../src/grading/exercise';
import { scalar, tensor } from '../../../src/grading/values';
import { distancesOf, everyTriplet, lossByHand, semiHardByBruteForce, thresholdByCounting } from '../03-facenet.spec';
import { numericalGradient, randomRows } from '../oracle';

const labels = [5, 2, 2, 8, 5, 5, 2, 8, 1];
const rows = randomRows(131, 6, 4);
const triplets: [number, number, number][] = [
  [0, 5, 1],
  [3, 2, 4],
  [1, 3, 5],
  [4, 0, 2],
];
const distances = distancesOf(randomRows(133, labels.length, 2));
const impostors = randomRows(134, 1, 32)[0];

export const hidden: HiddenCases = {
  countTriplets: {
    'two people with two pictures each': [{ inputs: [[3, 3, 6, 6]], expected: 8 }],
    'two people with ten pictures each': [
      { inputs: [Array.from({ length: 12 }, (_, i) => i % 2)], expected: 2 * 6 * 5 * 6 },
    ],
    'people with different numbers of pictures, in any order': [
      { inputs: [labels], expected: everyTriplet(labels).length },
    ],
    'no triplet without a pair or without a stranger': [{ inputs: [[4]], expected: 0 }],
  },
  tripletLoss: {
    'one triplet by hand': [{ inputs: [tensor([[0, 4], [3, 0], [0, 1]]), [[0, 1, 2]], { margin: 0.5 }], expected: scalar(2.5) }], // prettier-ignore
    'rows of any length are normalised first': [
      { inputs: [tensor(rows), triplets, { margin: 0.3 }], expected: scalar(lossByHand(rows, triplets, 0.3)) },
    ],
    'the gradient flows back to the embeddings': [
      {
        inputs: [tensor(rows), triplets, { margin: 0.3 }],
        gradientOf: 0,
        expected: tensor(numericalGradient((x) => lossByHand(x, triplets, 0.3), rows)),
        tolerance: 1e-3,
      },
    ],
  },
  semiHardTriplets: {
    'twelve pictures of three people, against brute force': [
      { inputs: [distances, labels, 0.8], expected: semiHardByBruteForce(distances, labels, 0.8), anyOrder: true },
    ],
  },
  thresholdAtFar: {
    'one in four may pass': [1 / 32, 0.25, 0.4375, 1].map((far) => ({
      inputs: [impostors, far],
      expected: thresholdByCounting(impostors, far),
    })),
  },
};
