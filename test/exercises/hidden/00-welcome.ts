import type { HiddenCases } from '../../../src/grading/exercise';
import { cosineByLengths, shaken, template, transformByElimination, type Point } from '../00-welcome.spec';
import { randomRows } from '../oracle';

const [a, b] = randomRows(102, 2, 9);
const turned: Point[] = shaken(5).map(([x, y]) => [-y, 1.7 * x]);

export const hidden: HiddenCases = {
  cosineSimilarity: {
    'the example': [
      {
        inputs: [
          [4, 3],
          [0, 2],
        ],
        expected: 0.6,
      },
    ],
    'six random dimensions': [{ inputs: [a, b], expected: cosineByLengths(a, b) }],
    'a zero vector has no direction': [
      {
        inputs: [
          [1, 1, 1],
          [0, 0, 0],
        ],
        expected: 0,
      },
    ],
  },
  euclideanDistance: {
    'the example': [
      {
        inputs: [
          [0, 2],
          [5, 14],
        ],
        expected: 13,
      },
    ],
    'six random dimensions': [{ inputs: [a, b], expected: Math.hypot(...a.map((value, i) => value - b[i])) }],
  },
  distanceFromCosine: {
    '60 degrees': [0.9, -0.28, 0.02].map((cosine) => ({
      inputs: [cosine],
      expected: Math.hypot(1 - cosine, Math.sqrt(1 - cosine * cosine)),
    })),
  },
  similarityTransform: {
    'a shift alone': [
      {
        inputs: [
          [
            [1, 1],
            [2, 5],
          ],
          [
            [4, 0],
            [5, 4],
          ],
        ],
        expected: [
          [1, 0, 3],
          [0, 1, -1],
        ],
      },
    ],
    'five landmarks that fit only roughly': [
      { inputs: [turned, template], expected: transformByElimination(turned, template) },
    ],
  },
};
