import * as tf from '@tensorflow/tfjs';
import { seeded } from '../../src/base/random';
import { chiSquareDistance, chiSquareDistances, cosineDistances, squaredDistances } from '../../src/distances';
import {
  attentionDistillationLoss,
  attentionTransferLoss,
  logitDistillationLoss,
} from '../../src/distillation/attention';
import { featureConsistencyLoss, mutualRelationLoss } from '../../src/distillation/coupleface';
import { arcFaceLoss } from '../../src/losses/arcface';
import { boundaryFaceLoss } from '../../src/losses/boundaryface';
import { centerLoss } from '../../src/losses/center';
import { contrastiveLoss } from '../../src/losses/contrastive';
import { cosFaceLoss } from '../../src/losses/cosface';
import { curricularFaceLoss } from '../../src/losses/curricularface';
import { groupDecisionLoss, groupFaceLoss } from '../../src/losses/groupface';
import { combinedMarginLoss } from '../../src/losses/margin';
import { marginalLoss } from '../../src/losses/marginal';
import { mvAmLoss, mvArcFaceLoss } from '../../src/losses/mv-arcface';
import { rangeLoss } from '../../src/losses/range';
import { siameseLoss } from '../../src/losses/siamese';
import { modifiedSoftmaxLoss, softmaxLoss } from '../../src/losses/softmax';
import { sphereFaceLoss } from '../../src/losses/sphereface';
import { sphereFacePlusLoss } from '../../src/losses/sphereface-plus';
import { subCenterArcFaceLoss } from '../../src/losses/sub-center';
import {
  batchAllTripletLoss,
  batchHardTripletLoss,
  batchSemiHardTripletLoss,
  tripletLoss,
} from '../../src/losses/triplet';
import { allPairs } from '../../src/mining/pairs';
import { allTriplets } from '../../src/mining/triplets';
import { hardAggregation, softAggregation } from '../../src/models/groupface';

export interface Shape {
  batch: number;
  dim: number;
  classes: number;
}

type Tensors = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

/** A function of tensors with a scalar result, and what it needs: every loss, at any size. */
export interface LossCase {
  name: string;
  /** The shapes of the tensors that gradients flow to. */
  tensors(shape: Shape): Record<string, number[]>;
  /** The shapes of constants: teachers, probes. */
  constants?(shape: Shape): Record<string, number[]>;
  /** Whether its tensors are nowhere negative. */
  positive?: boolean;
  /** Whether it is a classifier over `classes`. */
  head?: boolean;
  loss(x: Tensors, labels: number[], shape: Shape): tf.Scalar;
}

const embeddings = ({ batch, dim }: Shape): Record<string, number[]> => ({ embeddings: [batch, dim] });
const withWeights = ({ batch, dim, classes }: Shape): Record<string, number[]> => ({
  embeddings: [batch, dim],
  weights: [classes, dim],
});
const twins = ({ batch, dim }: Shape): Record<string, number[]> => ({ student: [batch, dim] });
const teacher = ({ batch, dim }: Shape): Record<string, number[]> => ({ teacher: [batch, dim] });
const K = 3;

type Options = { margin: number; scale: number };
const head = (
  name: string,
  loss: (x: tf.Tensor2D, y: number[], w: tf.Tensor2D, options: Options) => tf.Scalar,
): LossCase => ({
  name,
  tensors: withWeights,
  head: true,
  // Small scale: the differences of a sharper loss would need more digits than float32 has.
  loss: (x, y) => loss(x.embeddings, y, x.weights, { margin: 0.3, scale: 4 }),
});

/** Every loss of the library, and the distances and aggregations as if they were losses. */
export const lossCases: LossCase[] = [
  {
    name: 'softmax',
    tensors: (s) => ({ ...withWeights(s), bias: [s.classes] }),
    head: true,
    loss: (x, y) => softmaxLoss(x.embeddings, y, x.weights, x.bias),
  },
  head('modified softmax', (x, y, w) => modifiedSoftmaxLoss(x, y, w)),
  head('SphereFace, m = 4', (x, y, w) => sphereFaceLoss(x, y, w, { m: 4, lambda: 0.5 })),
  head('SphereFace, m = 3', (x, y, w) => sphereFaceLoss(x, y, w, { m: 3, lambda: 0 })),
  head('SphereFace+', (x, y, w) => sphereFacePlusLoss(x, y, w, { m: 2, lambda: 1, energyWeight: 0.5 })),
  head('CosFace', cosFaceLoss),
  head('ArcFace', arcFaceLoss),
  head('ArcFace, monotone', (x, y, w, o) => arcFaceLoss(x, y, w, { ...o, margin: 1.2, monotone: true })),
  head('combined margin', (x, y, w) =>
    combinedMarginLoss(x, y, w, { m1: 1.2, m2: 0.2, m3: 0.1, scale: 4, negativeScale: 3 }),
  ),
  {
    name: 'sub-center ArcFace',
    tensors: (s) => ({ embeddings: [s.batch, s.dim], weights: [s.classes, K, s.dim] }),
    head: true,
    loss: (x, y) => subCenterArcFaceLoss(x.embeddings, y, x.weights, { margin: 0.3, scale: 4 }),
  },
  {
    name: 'sub-center ArcFace, one center',
    tensors: (s) => ({ embeddings: [s.batch, s.dim], weights: [s.classes, 1, s.dim] }),
    head: true,
    loss: (x, y) => subCenterArcFaceLoss(x.embeddings, y, x.weights, { margin: 0.3, scale: 4 }),
  },
  head('CurricularFace', (x, y, w, o) => curricularFaceLoss(x, y, w, { ...o, t: 0.4, momentum: 0 }).loss),
  head('MV-ArcFace', (x, y, w, o) => mvArcFaceLoss(x, y, w, { ...o, t: 0.2 })),
  head('MV-ArcFace, fixed', (x, y, w, o) => mvArcFaceLoss(x, y, w, { ...o, t: 0.2, adaptive: false })),
  head('MV-AM', (x, y, w, o) => mvAmLoss(x, y, w, { ...o, t: 0.2 })),
  head('BoundaryFace', (x, y, w, o) => boundaryFaceLoss(x, y, w, { ...o, lambda: Math.PI })),
  {
    name: 'siamese',
    tensors: ({ batch, dim }) => ({ first: [batch, dim], second: [batch, dim], weights: [dim], bias: [] }),
    loss: (x, y) =>
      siameseLoss(
        x.first,
        x.second,
        y.map((label) => label % 2),
        x.weights,
        x.bias,
      ),
  },
  {
    name: 'contrastive',
    tensors: embeddings,
    loss: (x, y) => contrastiveLoss(x.embeddings, allPairs(y), { margin: 3 }),
  },
  {
    name: 'triplet',
    tensors: embeddings,
    loss: (x, y) => tripletLoss(x.embeddings, allTriplets(y), { margin: 0.5 }),
  },
  {
    name: 'batch-all triplet',
    tensors: embeddings,
    // A margin so wide that every term is above 0: the number of such terms is a constant in the gradient, and the
    // loss jumps where it changes.
    loss: (x, y) => batchAllTripletLoss(x.embeddings, y, { margin: 4 }),
  },
  {
    name: 'batch-hard triplet',
    tensors: embeddings,
    loss: (x, y) => batchHardTripletLoss(x.embeddings, y, { margin: 0.5 }),
  },
  {
    name: 'batch semi-hard triplet',
    tensors: embeddings,
    // A wide margin: the loss jumps where a negative leaves the band.
    loss: (x, y) => batchSemiHardTripletLoss(x.embeddings, y, { margin: 4 }),
  },
  {
    name: 'center',
    tensors: (s) => ({ ...embeddings(s), centers: [s.classes, s.dim] }),
    loss: (x, y) => centerLoss(x.embeddings, y, x.centers),
  },
  {
    name: 'range',
    tensors: embeddings,
    loss: (x, y) => rangeLoss(x.embeddings, y, { k: 2, margin: 5, alpha: 0.5, beta: 0.7 }),
  },
  { name: 'marginal', tensors: embeddings, loss: (x, y) => marginalLoss(x.embeddings, y, { theta: 1.2, xi: 0.3 }) },
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
  {
    name: 'GroupFace decision',
    tensors: ({ batch }) => ({ groupLogits: [batch, K] }),
    loss: (x) => groupDecisionLoss(x.groupLogits),
  },
  {
    name: 'soft aggregation',
    tensors: ({ batch, dim }) => ({ instance: [batch, dim], groups: [batch, K, dim], probabilities: [batch, K] }),
    constants: ({ batch, dim }) => ({ probe: [batch, dim] }),
    loss: (x) => probed(x.probe, softAggregation(x.instance, x.groups, x.probabilities)),
  },
  {
    name: 'hard aggregation',
    tensors: ({ batch, dim }) => ({ instance: [batch, dim], groups: [batch, K, dim] }),
    constants: ({ batch, dim }) => ({ probe: [batch, dim], probabilities: [batch, K] }),
    loss: (x) => probed(x.probe, hardAggregation(x.instance, x.groups, x.probabilities)),
  },
  {
    name: 'attention distillation',
    tensors: ({ batch, dim }) => ({ channel: [batch, dim], spatial: [batch, 2, dim, 1], channel2: [batch, 1, 1, dim] }),
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
  {
    name: 'attention transfer',
    tensors: ({ batch, dim }) => ({ student: [batch, 2, 3, dim] }),
    constants: ({ batch, dim }) => ({ teacher: [batch, 2, 3, dim + 1] }),
    loss: (x) => attentionTransferLoss(x.student, x.teacher),
  },
  {
    name: 'logit distillation',
    tensors: twins,
    constants: teacher,
    loss: (x) => logitDistillationLoss(x.student, x.teacher, { temperature: 2 }),
  },
  {
    name: 'feature consistency',
    tensors: twins,
    constants: teacher,
    loss: (x) => featureConsistencyLoss(x.student, x.teacher),
  },
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
  {
    name: 'squared distances',
    tensors: ({ batch, dim, classes }) => ({ a: [batch, dim], b: [classes, dim] }),
    constants: ({ batch, classes }) => ({ probe: [batch, classes] }),
    loss: (x) => probed(x.probe, squaredDistances(x.a, x.b)),
  },
  {
    name: 'cosine distances',
    tensors: ({ batch, dim, classes }) => ({ a: [batch, dim], b: [classes, dim] }),
    constants: ({ batch, classes }) => ({ probe: [batch, classes] }),
    loss: (x) => probed(x.probe, cosineDistances(x.a, x.b)),
  },
  {
    name: 'chi-square distance',
    tensors: ({ batch, dim }) => ({ a: [batch, dim], b: [batch, dim], weights: [dim] }),
    positive: true,
    loss: (x) => tf.sum(chiSquareDistance(x.a, x.b, x.weights)),
  },
  {
    name: 'chi-square distances',
    tensors: ({ batch, dim, classes }) => ({ a: [batch, dim], b: [classes, dim], weights: [dim] }),
    positive: true,
    loss: (x) => tf.sum(chiSquareDistances(x.a, x.b, x.weights)),
  },
];

/** Tensors for a case, filled by a function of tensor name and position. */
export function tensorsFor(
  aCase: LossCase,
  shape: Shape,
  fill: (name: string, position: number) => number,
): { variables: Record<string, tf.Tensor>; constants: Record<string, tf.Tensor> } {
  const filled = (shapes: Record<string, number[]>): Record<string, tf.Tensor> =>
    Object.fromEntries(
      Object.entries(shapes).map(([name, sizes]) => [
        name,
        tf.tensor(
          Float32Array.from({ length: sizes.reduce((a, b) => a * b, 1) }, (_, position) => fill(name, position)),
          sizes,
        ),
      ]),
    );
  return { variables: filled(aCase.tensors(shape)), constants: filled(aCase.constants?.(shape) ?? {}) };
}

/** Labels by chance, and normally distributed numbers (away from 0 where they must be positive). */
export function randomFor(
  aCase: LossCase,
  shape: Shape,
  seed: number,
): { labels: number[]; variables: Record<string, tf.Tensor>; constants: Record<string, tf.Tensor> } {
  const random = seeded(seed, aCase.name);
  const labels = Array.from({ length: shape.batch }, () => random.integer(shape.classes));
  const number = aCase.positive ? () => random.uniform(0.2, 2) : () => random.normal();
  return { labels, ...tensorsFor(aCase, shape, number) };
}

function probed(probe: tf.Tensor, result: tf.Tensor): tf.Scalar {
  return tf.sum(tf.mul(probe, result));
}
