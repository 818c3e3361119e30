import type { HiddenCases } from '../../../src/grading/exercise';
import { accuracyBySearch, rateBySearch, somePairs, thresholdBySearch } from '../09-measuring.spec';

const pairs = somePairs(191, 36, 6);
const more = somePairs(192, 50, 10);

export const hidden: HiddenCases = {
  bestThreshold: {
    'forty pairs with ties': [pairs, more].map(({ similarities, same }) => ({
      inputs: [similarities, same],
      expected: thresholdBySearch(similarities, same),
    })),
  },
  tenFoldAccuracy: {
    'the example: two folds': [
      {
        inputs: [
          [0.2, 0.7, 0.4, 0.5],
          [false, true, false, true],
          [3, 3, 8, 8],
        ],
        expected: 1,
      },
    ],
    'forty pairs in ten folds': [pairs, more].map((set) => ({
      inputs: [set.similarities, set.same, set.folds],
      expected: accuracyBySearch(set),
    })),
  },
  tarAtFar: {
    'the example at two rates': [{ inputs: [[0.1, 0.7, 0.4], [false, true, true], 0], expected: 1 }],
    'forty pairs at several rates': [0.02, 0.25, 0.6].flatMap((far) =>
      [pairs, more].map((set) => ({ inputs: [set.similarities, set.same, far], expected: rateBySearch(set, far) })),
    ),
  },
};
