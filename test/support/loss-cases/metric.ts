import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { squaredDistances, unitVectors } from '../../../src/distances';
import { centerLoss, updatedCenters } from '../../../src/losses/center';
import { contrastiveLoss } from '../../../src/losses/contrastive';
import { marginalLoss, marginalTerms } from '../../../src/losses/marginal';
import { rangeLoss, rangeTerms } from '../../../src/losses/range';
import { siameseLogits, siameseLoss } from '../../../src/losses/siamese';
import {
  batchAllTripletLoss,
  batchHardTripletLoss,
  batchSemiHardTripletLoss,
  tripletLoss,
  tripletTerms,
} from '../../../src/losses/triplet';
import { trainingPairs } from '../../../src/mining/pairs';
import {
  allTriplets,
  countTriplets,
  hardTriplets,
  semiHardTriplets,
  tripletFractions,
} from '../../../src/mining/triplets';
import { embeddings, empty, GoldenCase, LossCase, narrow, Tensors, vector, w, x, y } from './case';

const activeTriplets = (x: Tensors, triplets: [number, number, number][], margin: number): number => {
  const terms = tf.tidy(() => tripletTerms(x.embeddings, triplets, { margin }).dataSync());
  return terms.filter((term) => term > 0).length;
};
const normalizedEmbeddings: GoldenCase['numbers'] = { normalizedEmbeddings: (x) => unitVectors(x.embeddings) };

/** Losses on pairs, triplets and centers. */
export const metricCases: LossCase[] = [
  {
    of: 'siameseLoss',
    variants: [
      {
        name: 'siamese',
        tensors: ({ batch, dim }) => ({ first: [batch, dim], second: [batch, dim], weights: [dim], bias: [] }),
        loss: (x, y) => siameseLoss(x.first, x.second, y.map(isOdd), x.weights, x.bias),
      },
    ],
    compiled: (v, { same }) => siameseLoss(v.x, v.other, same, v.difference, v.offset),
    golden: {
      siamese: {
        loss: (x, { same }) => siameseLoss(x.first, x.second, same, x.weights, x.bias),
        numbers: { logits: (x) => siameseLogits(x.first, x.second, x.weights, x.bias) },
      },
    },
    // prettier-ignore
    wrong: [
      ['first is empty', () => siameseLoss(empty(), empty(), [], vector(3), tf.scalar(0))],
      ['second has the shape [4, 3], but [pairs = 2, dim = 3] is needed', () => siameseLoss(x(), w(), [true, false], vector(3), tf.scalar(0))],
      ['same has 1 entries for 2 pairs: pass true or false for each pair.', () => siameseLoss(x(), x(), [true], vector(3), tf.scalar(0))],
      ['bias has the shape [1], but [] is needed', () => siameseLoss(x(), x(), [true, false], vector(3), vector(1) as unknown as tf.Scalar)],
    ],
  },
  {
    of: 'contrastiveLoss',
    variants: [
      {
        name: 'contrastive',
        tensors: embeddings,
        loss: (x, y) => contrastiveLoss(x.embeddings, trainingPairs(y), { margin: 3 }),
      },
    ],
    compiled: (v, { pairs, same }) => {
      const [first, second] = tf.unstack(pairs, 1) as tf.Tensor1D[];
      return contrastiveLoss(v.x, { first, second, same }, { margin: 1 });
    },
    golden: {
      contrastive: {
        rowNumbers: ['first', 'second'],
        loss: (x, { first, second, same, margin }) =>
          contrastiveLoss(
            x.embeddings,
            first.map((row: number, i: number) => ({ first: row, second: second[i], same: same[i] })),
            { margin },
          ),
        numbers: {
          distances: (x, { first, second }) =>
            tf.tensor1d(
              first.map((row: number, i: number) =>
                Math.sqrt(squaredDistances(x.embeddings, x.embeddings).arraySync()[row][second[i]]),
              ),
            ),
        },
      },
    },
    // prettier-ignore
    wrong: [
      ['embeddings is empty', () => contrastiveLoss(empty(), [], { margin: 1 })],
      ['A pair names row 2, but there are the rows 0 … 1: pass a row that is there.', () => contrastiveLoss(x(), [{ first: 0, second: 2, same: true }], { margin: 1 })],
      ['margin is 0, but it must be a distance above 0: 1 is usual for unit vectors.', () => contrastiveLoss(x(), [], { margin: 0 })],
    ],
  },
  {
    of: 'tripletLoss',
    variants: [
      {
        name: 'triplet',
        tensors: embeddings,
        loss: (x, y) => tripletLoss(x.embeddings, allTriplets(y), { margin: 0.5 }),
      },
    ],
    compiled: (v, { triplets }) => tripletLoss(v.x, triplets, { margin: 0.5 }),
    golden: {
      triplet: {
        loss: (x, { triplets, margin }) => tripletLoss(x.embeddings, triplets, { margin }),
        numbers: normalizedEmbeddings,
        decisions: { activeTriplets: (x, { triplets, margin }) => activeTriplets(x, triplets, margin) },
      },
    },
    // prettier-ignore
    wrong: [
      ['embeddings is empty', () => tripletLoss(empty(), [], { margin: 0.2 })],
      ['triplets has the shape [1, 2], but [triplets, anchor, positive, negative = 3] is needed', () => tripletLoss(x(), tf.ones([1, 2]) as tf.Tensor2D, { margin: 0.2 })],
      ['A triplet names row -1, but there are the rows 0 … 1', () => tripletLoss(x(), [[0, 1, -1]], { margin: 0.2 })],
      ['margin is 5, but it must be a squared distance of unit vectors, from 0 to 4: 0.2 is usual.', () => tripletLoss(x(), [[0, 1, 0]], { margin: 5 })],
    ],
  },
  {
    of: 'batchAllTripletLoss',
    variants: [
      {
        name: 'batch-all triplet',
        tensors: embeddings,
        // A margin so wide that every term is above 0: the number of such terms is a constant in the gradient, and the
        // loss jumps where it changes.
        loss: (x, y) => batchAllTripletLoss(x.embeddings, y, { margin: 4 }),
      },
    ],
    compiled: (v, { labels }) => batchAllTripletLoss(v.x, labels, { margin: 0.5 }),
    golden: {
      batch_all_triplet: {
        loss: (x, { labels, margin }) => batchAllTripletLoss(x.embeddings, labels, { margin }),
        numbers: normalizedEmbeddings,
        decisions: { validTriplets: (_, { labels }) => countTriplets(labels) },
        mined: {
          activeTriplets: async (x, { labels, margin }) => {
            const { count, easy } = await tripletFractions(x.embeddings, labels, { margin });
            assert.equal(Math.round(count * (1 - easy)), activeTriplets(x, allTriplets(labels), margin));
            return Math.round(count * (1 - easy));
          },
        },
      },
    },
    // prettier-ignore
    wrong: [
      ['embeddings is empty', () => batchAllTripletLoss(empty(), [], { margin: 0.2 })],
      ['margin is -1, but it must be a squared distance of unit vectors', () => batchAllTripletLoss(x(), y, { margin: -1 })],
    ],
  },
  {
    of: 'batchHardTripletLoss',
    variants: [
      {
        name: 'batch-hard triplet',
        tensors: embeddings,
        loss: (x, y) => batchHardTripletLoss(x.embeddings, y, { margin: 0.5 }),
      },
    ],
    compiled: (v, { labels }) => batchHardTripletLoss(v.x, labels, { margin: 0.5 }),
    golden: {
      batch_hard_triplet: {
        loss: (x, { labels, margin }) => batchHardTripletLoss(x.embeddings, labels, { margin }),
        numbers: normalizedEmbeddings,
        mined: {
          triplets: (x, { labels }) => hardTriplets(x.embeddings, labels),
          activeTriplets: async (x, { labels, margin }) =>
            activeTriplets(x, await hardTriplets(x.embeddings, labels), margin),
        },
      },
    },
    // prettier-ignore
    wrong: [
      ['embeddings is empty', () => batchHardTripletLoss(empty(), [], { margin: 0.2 })],
      ['margin is -1, but it must be a squared distance of unit vectors', () => batchHardTripletLoss(x(), y, { margin: -1 })],
    ],
  },
  {
    of: 'batchSemiHardTripletLoss',
    variants: [
      {
        name: 'batch semi-hard triplet',
        tensors: embeddings,
        // A wide margin: the loss jumps where a negative leaves the band.
        loss: (x, y) => batchSemiHardTripletLoss(x.embeddings, y, { margin: 4 }),
      },
    ],
    compiled: (v, { labels }) => batchSemiHardTripletLoss(v.x, labels, { margin: 0.5 }),
    golden: {
      batch_semihard_triplet: {
        loss: (x, { labels, margin }) => batchSemiHardTripletLoss(x.embeddings, labels, { margin }),
        mined: { triplets: (x, { labels, margin }) => semiHardTriplets(x.embeddings, labels, { margin }) },
      },
    },
    // prettier-ignore
    wrong: [
      ['embeddings is empty', () => batchSemiHardTripletLoss(empty(), [], { margin: 0.2 })],
      ['margin is 5, but it must be a squared distance of unit vectors', () => batchSemiHardTripletLoss(x(), y, { margin: 5 })],
    ],
  },
  {
    of: 'centerLoss',
    variants: [
      {
        name: 'center',
        tensors: (s) => ({ ...embeddings(s), centers: [s.classes, s.dim] }),
        loss: (x, y) => centerLoss(x.embeddings, y, x.centers),
      },
    ],
    compiled: (v, { labels }) => centerLoss(v.x, labels, v.weights),
    golden: {
      center: {
        loss: (x, { labels }) => centerLoss(x.embeddings, labels, x.centers),
        numbers: { updatedCenters: (x, { labels, alpha }) => updatedCenters(x.embeddings, labels, x.centers, alpha) },
      },
    },
    // prettier-ignore
    wrong: [
      ['centers has the shape [4, 2], but [classes, dim = 3] is needed', () => centerLoss(x(), y, narrow())],
      ['centers has the shape [4, 2], but [classes, dim = 3] is needed', () => updatedCenters(x(), y, narrow(), 0.5)],
      ['Label 1 is 0.5, but a label must be an integer in 0 … 3', () => centerLoss(x(), [0, 0.5], w())],
      ['alpha is 2, but it must be a step from 0 to 1: 0.5 is usual.', () => updatedCenters(x(), y, w(), 2)],
    ],
  },
  {
    of: 'rangeLoss',
    variants: [
      {
        name: 'range',
        tensors: embeddings,
        loss: (x, y) => rangeLoss(x.embeddings, y, { k: 2, margin: 5, alpha: 0.5, beta: 0.7 }),
      },
    ],
    compiled: (v, { labels }) => rangeLoss(v.x, labels, { k: 1, margin: 4, alpha: 0.1, beta: 1 }),
    golden: {
      range: {
        loss: (x, { labels, k, margin, alpha, beta }) => rangeLoss(x.embeddings, labels, { k, margin, alpha, beta }),
        numbers: {
          intra: (x, { labels, k, margin }) => rangeTerms(x.embeddings, labels, { k, margin }).intra,
          inter: (x, { labels, k, margin }) => rangeTerms(x.embeddings, labels, { k, margin }).inter,
        },
      },
    },
    // prettier-ignore
    wrong: [
      ['embeddings is empty', () => rangeLoss(empty(), [], { k: 2, margin: 1, alpha: 1, beta: 1 })],
      ['margin is 0, but it must be a squared distance above 0.', () => rangeLoss(x(), y, { k: 2, margin: 0, alpha: 1, beta: 1 })],
      ['k is 0, but it must be an integer from 1: the paper uses 2.', () => rangeLoss(x(), y, { k: 0, margin: 1, alpha: 1, beta: 1 })],
      ['alpha is -1, but it must be a weight from 0.', () => rangeLoss(x(), y, { k: 2, margin: 1, alpha: -1, beta: 1 })],
    ],
  },
  {
    of: 'marginalLoss',
    variants: [
      {
        name: 'marginal',
        tensors: embeddings,
        loss: (x, y) => marginalLoss(x.embeddings, y, { theta: 1.2, xi: 0.3 }),
      },
    ],
    compiled: (v, { labels }) => marginalLoss(v.x, labels, { theta: 1.2, xi: 0.3 }),
    golden: {
      marginal: {
        loss: (x, { labels, theta, xi }) => marginalLoss(x.embeddings, labels, { theta, xi }),
        decisions: {
          activePairs: (x, { labels, theta, xi }) =>
            tf.sum(tf.step(marginalTerms(x.embeddings, labels, { theta, xi }))),
        },
      },
    },
    // prettier-ignore
    wrong: [
      ['embeddings is empty', () => marginalLoss(empty(), [], { theta: 1.2, xi: 0.3 })],
      ['Label 0 is NaN, but a label must be an integer from 0: number the identities from 0.', () => marginalLoss(x(), [NaN, 0], { theta: 1, xi: 0 })],
      ['theta is 5, but it must be a squared distance of unit vectors, from 0 to 4: 1.2 is usual.', () => marginalLoss(x(), y, { theta: 5, xi: 0.3 })],
      ['xi is -1, but it must be a squared distance from 0 to 4: 0.3 is usual.', () => marginalLoss(x(), y, { theta: 1.2, xi: -1 })],
    ],
  },
];

function isOdd(label: number): boolean {
  return label % 2 === 1;
}
