import type { HiddenCases } from '../../../src/grading/exercise';
import { tensor } from '../../../src/grading/values';
import { aggregateByHand, groupsByLead, probabilityRows } from '../07-groupface.spec';
import { randomRows } from '../oracle';

const liked = probabilityRows(171, 9, 4).map(([a, b, c, d]) => [0.2 * a, 0.8 + 0.2 * b, 0.2 * c, 0.2 * d]);
const instance = randomRows(172, 2, 4);
const groups = [173, 174].map((seed) => randomRows(seed, 3, 4));
const p = probabilityRows(175, 2, 3);

export const hidden: HiddenCases = {
  selfDistributedLabels: {
    'the example: the second sample gives way': [
      {
        inputs: [
          tensor([
            [0.3, 0.7],
            [0.1, 0.9],
          ]),
        ],
        expected: tensor([0, 1], 'int32'),
      },
    ],
    'a group that everybody likes loses its lead': [
      { inputs: [tensor(liked)], expected: tensor(groupsByLead(liked), 'int32') },
    ],
    'without a favourite the most likely group wins': [
      {
        inputs: [
          tensor([
            [0.2, 0.8],
            [0.8, 0.2],
          ]),
        ],
        expected: tensor([1, 0], 'int32'),
      },
    ],
  },
  softAggregation: {
    'four faces, five groups': [
      { inputs: [tensor(instance), tensor(groups), tensor(p)], expected: tensor(aggregateByHand(instance, groups, p)) },
    ],
    'as many groups as dimensions: the right axis': [
      {
        inputs: [
          tensor([[1, 1]]),
          tensor([
            [
              [1, 2],
              [3, 4],
            ],
          ]),
          tensor([[0, 1]]),
        ],
        expected: tensor([[4, 5]]),
      },
    ],
  },
};
