import * as tf from '@tensorflow/tfjs';
import { groupDecisionLoss, groupFaceLoss } from '../../../src/losses/groupface';
import {
  expectationNormalized,
  hardAggregation,
  selfDistributedLabels,
  softAggregation,
  updatedExpectation,
} from '../../../src/models/groupface';
import { arc, flatOnes, GoldenCase, K, LossCase, probed, stepMargin, Tensors, vector, w, x, y } from './case';

const probabilities = (x: Tensors): tf.Tensor2D => tf.softmax(x.groupLogits as tf.Tensor2D);
const aggregation = (
  aggregate: (v: tf.Tensor2D, groups: tf.Tensor3D, p: tf.Tensor2D) => tf.Tensor2D,
  decisions: GoldenCase['decisions'] = {},
): GoldenCase => ({
  loss: (x) => probed(x.probe, aggregate(x.instance, x.groups, probabilities(x))),
  numbers: { probabilities, aggregated: (x) => aggregate(x.instance, x.groups, probabilities(x)) },
  decisions,
});
const argMaxOfGroups = (x: Tensors): tf.Tensor => tf.argMax(probabilities(x), 1);
const groupLabels: GoldenCase['decisions'] = { groupLabels: (x) => selfDistributedLabels(probabilities(x)) };

/** GroupFace: its losses, and what its network computes as if it were a loss. */
export const groupFaceCases: LossCase[] = [
  {
    of: 'groupFaceLoss',
    variants: [
      {
        name: 'GroupFace',
        tensors: ({ batch, dim, classes }) => ({
          instance: [batch, dim],
          groups: [batch, K, dim],
          groupLogits: [batch, K],
          weights: [classes, dim],
        }),
        head: true,
        loss: ({ instance, groups, groupLogits, weights }, y) =>
          groupFaceLoss({ instance, groups, groupLogits }, y, weights, { margin: 0.3, scale: 4, lambda: 0.1 }),
      },
    ],
    compiled: (v, { labels, expectation }) =>
      groupFaceLoss({ instance: v.x, groups: v.groups, groupLogits: v.groupLogits }, labels, v.weights, {
        ...stepMargin,
        lambda: 0.1,
        expectation,
      }),
    golden: {
      groupface: {
        loss: ({ instance, groups, groupLogits, weights }, { labels, margin, scale, lambda }) =>
          groupFaceLoss({ instance, groups, groupLogits }, labels, weights, { margin, scale, lambda }),
        numbers: { aggregated: (x) => softAggregation(x.instance, x.groups, probabilities(x)) },
        decisions: groupLabels,
      },
    },
    // prettier-ignore
    wrong: [
      ['lambda is -1, but it must be a weight from 0: the paper uses 0.1.', () => groupFaceLoss({ instance: x(), groups: tf.ones([2, 4, 3]), groupLogits: tf.ones([2, 4]) }, y, w(), { ...arc, lambda: -1 })],
    ],
  },
  {
    of: 'groupDecisionLoss',
    variants: [
      {
        name: 'GroupFace decision',
        tensors: ({ batch }) => ({ groupLogits: [batch, K] }),
        loss: (x) => groupDecisionLoss(x.groupLogits),
      },
    ],
    compiled: (v, { expectation }) => groupDecisionLoss(v.groupLogits, expectation),
    golden: { groupface_decision: { loss: (x) => groupDecisionLoss(x.groupLogits), decisions: groupLabels } },
    wrong: [['groupLogits has the shape [6], but [batch, K] is needed', () => groupDecisionLoss(flatOnes())]],
  },
  {
    of: 'softAggregation',
    variants: [
      {
        name: 'soft aggregation',
        tensors: ({ batch, dim }) => ({ instance: [batch, dim], groups: [batch, K, dim], probabilities: [batch, K] }),
        constants: ({ batch, dim }) => ({ probe: [batch, dim] }),
        loss: (x) => probed(x.probe, softAggregation(x.instance, x.groups, x.probabilities)),
      },
    ],
    golden: { groupface_soft: aggregation(softAggregation) },
    wrong: [
      [
        'groups has the shape [4, 3], but [batch = 2, K, dim = 3] is needed',
        () => softAggregation(x(), w() as unknown as tf.Tensor3D, tf.ones([2, 4])),
      ],
    ],
  },
  {
    of: 'hardAggregation',
    variants: [
      {
        name: 'hard aggregation',
        tensors: ({ batch, dim }) => ({ instance: [batch, dim], groups: [batch, K, dim] }),
        constants: ({ batch, dim }) => ({ probe: [batch, dim], probabilities: [batch, K] }),
        loss: (x) => probed(x.probe, hardAggregation(x.instance, x.groups, x.probabilities)),
      },
    ],
    golden: { groupface_hard: aggregation(hardAggregation, { chosen: argMaxOfGroups }) },
    wrong: [
      [
        'probabilities has the shape [2, 5], but [batch = 2, K = 4] is needed',
        () => hardAggregation(x(), tf.ones([2, 4, 3]), tf.ones([2, 5])),
      ],
    ],
  },
  {
    of: 'selfDistributedLabels',
    golden: {
      groupface_labels: {
        numbers: { probabilities, expectationNormalized: (x) => expectationNormalized(probabilities(x)) },
        decisions: { ...groupLabels, plainArgmax: argMaxOfGroups },
      },
    },
    // prettier-ignore
    wrong: [
      ['expectation has the shape [3], but [K = 4] is needed', () => selfDistributedLabels(tf.ones([2, 4]), vector(3))],
      ['expectation has the shape [3], but [K = 4] is needed', () => updatedExpectation(vector(3), tf.ones([2, 4]))],
      ['momentum is 2, but it must be a weight from 0 to 1: 0.9 is usual.', () => updatedExpectation(vector(4), tf.ones([2, 4]), 2)],
    ],
  },
];
