import * as tf from '@tensorflow/tfjs';
import {
  attentionDistillationLoss,
  attentionTransferLoss,
  logitDistillationLoss,
} from '../../../src/distillation/attention';
import { probabilisticTransferLoss } from '../../../src/distillation/batch-relations';
import { featureConsistencyLoss, mutualRelationLoss, relationCosines } from '../../../src/distillation/coupleface';
import { informativeIdentities, informativeRelations, relationsOfBatch } from '../../../src/mining/relations';
import { GoldenCase, LossCase, Shape, w, x } from './case';

const twins = ({ batch, dim }: Shape): Record<string, number[]> => ({ student: [batch, dim] });
const teacher = ({ batch, dim }: Shape): Record<string, number[]> => ({ teacher: [batch, dim] });
const mutualRelations = (relations: NonNullable<GoldenCase['relations']>): GoldenCase => ({
  relations,
  loss: (x, { relations, q }) => mutualRelationLoss(x.student, x.teacher, x.prototypes, relations, { slack: q }),
  numbers: {
    studentRelations: (x, { relations }) => relationCosines(x.student, x.prototypes, relations),
    teacherRelations: (x, { relations }) => relationCosines(x.teacher, x.prototypes, relations),
  },
  mined: { relations },
});
const bySample = mutualRelations((x, { labels, prototypeLabels, k }) =>
  informativeRelations(x.teacher, labels, x.prototypes, prototypeLabels, k),
);
const byClass = mutualRelations(async (x, { labels, prototypeLabels, k }) =>
  relationsOfBatch(labels, prototypeLabels, await informativeIdentities(x.prototypes, prototypeLabels, k)),
);

/** Losses between a student and its teacher. */
export const distillationCases: LossCase[] = [
  {
    of: 'attentionDistillationLoss',
    variants: [
      {
        name: 'attention distillation',
        tensors: ({ batch, dim }) => ({
          channel: [batch, dim],
          spatial: [batch, 2, dim, 1],
          channel2: [batch, 1, 1, dim],
        }),
        constants: ({ batch, dim }) => ({
          teacher: [batch, dim],
          teacher2: [batch, 2, dim, 1],
          teacher3: [batch, 1, 1, dim],
        }),
        loss: (x) =>
          attentionDistillationLoss(
            [
              { channel: x.channel, spatial: x.spatial },
              { channel: x.channel2, spatial: x.spatial },
            ],
            [
              { channel: x.teacher, spatial: x.teacher2 },
              { channel: x.teacher3, spatial: x.teacher2 },
            ],
          ),
      },
    ],
    compiled: (v, { teacher }) =>
      attentionDistillationLoss({ channel: v.x, spatial: v.other }, { channel: teacher, spatial: tf.abs(teacher) }),
    golden: {
      askd: {
        loss: (x) =>
          attentionDistillationLoss(
            { channel: x.studentChannel, spatial: x.studentSpatial },
            { channel: x.teacherChannel, spatial: x.teacherSpatial },
          ),
      },
    },
    // prettier-ignore
    wrong: [
      ["The student's spatial map of block 0 has the shape [2, 4], the teacher's [2, 9]: they must be equal and start with the batch; give both networks pictures of one size.", () => attentionDistillationLoss({ channel: x(), spatial: tf.ones([2, 4]) }, { channel: x(), spatial: tf.ones([2, 9]) })],
      ['The student has 0 blocks with attention maps and the teacher 0: pass as many of both, at least one.', () => attentionDistillationLoss([], [])],
    ],
  },
  {
    of: 'attentionTransferLoss',
    variants: [
      {
        name: 'attention transfer',
        tensors: ({ batch, dim }) => ({ student: [batch, 2, 3, dim] }),
        constants: ({ batch, dim }) => ({ teacher: [batch, 2, 3, dim + 1] }),
        loss: (x) => attentionTransferLoss(x.student, x.teacher),
      },
    ],
    compiled: (v, { teacherMap }) => attentionTransferLoss(v.features, teacherMap),
    golden: { attention_transfer: { loss: (x) => attentionTransferLoss(x.student, x.teacher) } },
    // prettier-ignore
    wrong: [
      ['teacher has the shape [2, 2, 2, 3], but [batch = 2, height = 3, width = 2, channels] is needed', () => attentionTransferLoss(tf.ones([2, 3, 2, 5]), tf.ones([2, 2, 2, 3]))],
    ],
  },
  {
    of: 'logitDistillationLoss',
    variants: [
      {
        name: 'logit distillation',
        tensors: twins,
        constants: teacher,
        loss: (x) => logitDistillationLoss(x.student, x.teacher, { temperature: 2 }),
      },
    ],
    compiled: (v, { teacher }) => logitDistillationLoss(v.x, teacher, { temperature: 3 }),
    golden: {
      logit_distillation: {
        loss: (x, { temperature }) => logitDistillationLoss(x.student, x.teacher, { temperature }),
      },
    },
    // prettier-ignore
    wrong: [
      ['teacher has the shape [4, 3], but [batch = 2, classes = 3] is needed', () => logitDistillationLoss(x(), w(), { temperature: 4 })],
      ['temperature is 0, but it must be above 0: 4 is usual.', () => logitDistillationLoss(x(), x(), { temperature: 0 })],
    ],
  },
  {
    of: 'featureConsistencyLoss',
    variants: [
      {
        name: 'feature consistency',
        tensors: twins,
        constants: teacher,
        loss: (x) => featureConsistencyLoss(x.student, x.teacher),
      },
    ],
    compiled: (v, { teacher }) => featureConsistencyLoss(v.x, teacher),
    golden: { coupleface_fcd: { loss: (x) => featureConsistencyLoss(x.student, x.teacher) } },
    wrong: [
      ['teacher has the shape [4, 3], but [batch = 2, dim = 3] is needed', () => featureConsistencyLoss(x(), w())],
    ],
  },
  {
    of: 'probabilisticTransferLoss',
    variants: [
      {
        name: 'probabilistic transfer',
        tensors: twins,
        constants: teacher,
        loss: (x) => probabilisticTransferLoss(x.student, x.teacher),
      },
    ],
    compiled: (v, { teacher }) => probabilisticTransferLoss(v.x, teacher),
    golden: { pkt: { loss: (x) => probabilisticTransferLoss(x.student, x.teacher) } },
    wrong: [
      ['teacher has the shape [4, 3], but [batch = 2, dim] is needed', () => probabilisticTransferLoss(x(), w())],
    ],
  },
  {
    of: 'mutualRelationLoss',
    variants: [
      {
        name: 'mutual relations',
        tensors: twins,
        constants: (s) => ({ ...teacher(s), prototypes: [s.classes, s.dim] }),
        loss: (x, y, { classes }) =>
          mutualRelationLoss(
            x.student,
            x.teacher,
            x.prototypes,
            y.map((label) => [(label + 1) % classes, (label + 2) % classes]),
            { slack: 0.03 },
          ),
      },
    ],
    compiled: (v, { teacher, relations }) => mutualRelationLoss(v.x, teacher, v.weights, relations),
    golden: {
      coupleface_mrd: bySample,
      coupleface_mrd_slack: bySample,
      coupleface_mrd_prototype_mining: byClass,
    },
    // prettier-ignore
    wrong: [
      ['A relation names row 4, but there are the rows 0 … 3', () => mutualRelationLoss(x(), x(), w(), [[0], [4]])],
      ['relations must have one list for each of the 2 samples, all of one length from 1: see informativeRelations.', () => mutualRelationLoss(x(), x(), w(), [[0], [1, 2]])],
      ['slack is -1, but it must be a difference of cosines, from 0 to below 2: 0.03 in the paper.', () => mutualRelationLoss(x(), x(), w(), [[0], [1]], { slack: -1 })],
    ],
  },
];
