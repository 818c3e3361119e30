import type { HiddenCases } from '../../../src/grading/exercise';
import { labelsByAddition, someCosines } from '../12-boundaryface.spec';

const cosines = someCosines(221, 20, 4);
const filed = cosines.map((_, i) => (i * 7) % 4);

export const hidden: HiddenCases = {
  correctLabels: {
    'the example: a flipped label is repaired': [{ inputs: [[[-0.2, 0.3, 0.95]], [1], 0.4], expected: [2] }],
    'a picture near the boundary keeps its label': [{ inputs: [[[0.6, 0.1, 0.62]], [0], 0.3], expected: [0] }],
    'twelve pictures, five classes': [0.1, 0.3, 0.8].map((margin) => ({
      inputs: [cosines, filed, margin],
      expected: labelsByAddition(cosines, filed, margin),
    })),
  },
};
