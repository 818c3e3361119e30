import * as tf from '@tensorflow/tfjs';
import { chiSquareDistance, chiSquareDistances, cosineDistances, squaredDistances } from '../../../src/distances';
import { allTriplets, countTriplets, semiHardTriplets } from '../../../src/mining/triplets';
import { empty, LossCase, narrow, probed, Shape, vector, w, x, y } from './case';

const rows = ({ batch, dim, classes }: Shape): Record<string, number[]> => ({ a: [batch, dim], b: [classes, dim] });
const probe = ({ batch, classes }: Shape): Record<string, number[]> => ({ probe: [batch, classes] });

/** What stands beside the losses: distances as if they were losses, and miners. */
export const besideCases: LossCase[] = [
  {
    of: 'squaredDistances',
    variants: [
      {
        name: 'squared distances',
        tensors: rows,
        constants: probe,
        loss: (x) => probed(x.probe, squaredDistances(x.a, x.b)),
      },
    ],
    wrong: [['b has the shape [4, 2], but [m, dim = 3] is needed', () => squaredDistances(x(), narrow())]],
  },
  {
    of: 'cosineDistances',
    variants: [
      {
        name: 'cosine distances',
        tensors: rows,
        constants: probe,
        loss: (x) => probed(x.probe, cosineDistances(x.a, x.b)),
      },
    ],
    wrong: [['a is empty', () => cosineDistances(empty(), w())]],
  },
  {
    of: 'chiSquareDistance',
    variants: [
      {
        name: 'chi-square distance',
        tensors: ({ batch, dim }) => ({ a: [batch, dim], b: [batch, dim], weights: [dim] }),
        positive: true,
        loss: (x) => tf.sum(chiSquareDistance(x.a, x.b, x.weights)),
      },
      {
        name: 'chi-square distances',
        tensors: (s) => ({ ...rows(s), weights: [s.dim] }),
        positive: true,
        loss: (x) => tf.sum(chiSquareDistances(x.a, x.b, x.weights)),
      },
    ],
    golden: {
      chi_square: {
        numbers: {
          rowwise: (x) => chiSquareDistance(x.first, x.second, x.weights),
          pairwise: (x) => chiSquareDistances(x.first, x.second, x.weights),
        },
      },
    },
    wrong: [['weights has the shape [2], but [dim = 3] is needed', () => chiSquareDistance(x(), x(), vector(2))]],
  },
  {
    of: 'semiHardTriplets',
    golden: {
      semihard_miner: {
        mined: {
          triplets: (x, { labels, margin }) => semiHardTriplets(x.embeddings, labels, { margin }),
          droppedPairs: async (x, { labels, margin }) => {
            const mined = await semiHardTriplets(x.embeddings, labels, { margin });
            const kept = new Set(mined.map(([a, p]) => `${a} ${p}`));
            const ordered = labels.flatMap((label: number, a: number) =>
              labels.flatMap((other: number, p: number) => (a !== p && label === other ? [[a, p]] : [])),
            );
            return ordered.filter(([a, p]: [number, number]) => !kept.has(`${a} ${p}`));
          },
        },
      },
    },
    // prettier-ignore
    wrong: [
      ['embeddings is empty', () => semiHardTriplets(empty(), [], { margin: 0.2 })],
      ['margin is -1, but it must be a squared distance of unit vectors', () => semiHardTriplets(x(), y, { margin: -1 })],
    ],
  },
  {
    of: 'allTriplets',
    golden: {
      valid_triplets: {
        decisions: {
          count: (_, { labels }) => countTriplets(labels),
          triplets: (_, { labels }) => allTriplets(labels),
        },
      },
    },
    // prettier-ignore
    wrong: [
      ['Label 2 is -7, but a label must be an integer from 0', () => countTriplets([0, 0, -7])],
      ['Label 2 is -7, but a label must be an integer from 0', () => allTriplets([0, 0, -7])],
    ],
  },
];
