import type { HiddenCases } from '../../../src/grading/exercise';
import { scalar, tensor } from '../../../src/grading/values';
import { lossByHand, psiByWalking } from '../05-sphereface.spec';
import { numericalGradient, randomRows } from '../oracle';

const rows = randomRows(151, 4, 5);
const weights = randomRows(152, 3, 5);
const labels = [2, 2, 0, 1];
const inputs = [tensor(rows), labels, tensor(weights)];

export const hidden: HiddenCases = {
  psi: {
    'm = 1 is the cosine': [{ inputs: [3, 1], expected: Math.cos(3) }],
    'the example: the second piece': [{ inputs: [Math.PI / 2, 3], expected: psiByWalking(Math.PI / 2, 3) }],
    'it falls over all pieces for m = 4': [0.4, 1.1, 1.9, 2.6, 3.1].flatMap((theta) =>
      [2, 3, 5].map((m) => ({ inputs: [theta, m], expected: psiByWalking(theta, m) })),
    ),
    'both ends': [{ inputs: [Math.PI, 2], expected: -3 }],
  },
  modifiedSoftmaxLoss: {
    'five rows, four classes': [{ inputs, expected: scalar(lossByHand(rows, labels, weights)) }],
    'the gradient flows to the embeddings': [
      {
        inputs,
        gradientOf: 0,
        expected: tensor(numericalGradient((x) => lossByHand(x, labels, weights), rows)),
        tolerance: 1e-3,
      },
    ],
    'and to the weights, across their normalisation': [
      {
        inputs,
        gradientOf: 2,
        expected: tensor(numericalGradient((w) => lossByHand(rows, labels, w), weights)),
        tolerance: 1e-3,
      },
    ],
  },
};
