import type { HiddenCases } from '../../../src/grading/exercise';
import { tensor } from '../../../src/grading/values';
import { logitsByAngles, scaleByBisection, total } from '../06-arcface.spec';
import { numericalGradient, randomRows } from '../oracle';

const rows = randomRows(161, 5, 4);
const weights = randomRows(162, 3, 4);
const labels = [1, 1, 0, 2, 0];
const inputs = [tensor(rows), labels, tensor(weights), { margin: 0.3, scale: 8 }];
const edges = [
  tensor([
    [0, 7, 0],
    [0, -1, 0],
  ]),
  [1, 1],
  tensor([
    [1, 1, 0],
    [0, 2, 0],
  ]),
  { margin: 0.7, scale: 64 },
];

export const hidden: HiddenCases = {
  marginLogit: {
    'without margins it is the cosine': [{ inputs: [-0.8, { m1: 1, m2: 0, m3: 0 }], expected: -0.8 }],
    'the example: m2 and m3 together': [
      { inputs: [0.6, { m1: 1, m2: 0.2, m3: 0.3 }], expected: Math.cos(Math.acos(0.6) + 0.2) - 0.3 },
    ],
    'm1 multiplies the angle': [
      { inputs: [0.2, { m1: 0.9, m2: 0.4, m3: 0.15 }], expected: Math.cos(0.9 * Math.acos(0.2) + 0.4) - 0.15 },
    ],
    'rounding beyond 1 gives no NaN': [
      { inputs: [1.00000001, { m1: 1, m2: 0.5, m3: 0 }], expected: Math.cos(0.5), tolerance: 1e-3 },
    ],
  },
  arcFaceLogits: {
    'four rows, five classes': [{ inputs, expected: tensor(logitsByAngles(rows, labels, weights, 0.3, 8)) }],
    'the gradient flows to the embeddings': [
      {
        inputs,
        gradientOf: 2,
        expected: tensor(numericalGradient((w) => total(logitsByAngles(rows, labels, w, 0.3, 8)), weights)),
        tolerance: 2e-3,
      },
    ],
    'no NaN along or against the own weight': [{ inputs: edges, gradientOf: 0, finite: true }],
  },
  smallestScale: {
    'a thousand people at 0.99': [
      [85742, 0.9],
      [10, 0.999],
    ].map(([classes, probability]) => ({
      inputs: [classes, probability],
      expected: scaleByBisection(classes, probability),
    })),
  },
};
