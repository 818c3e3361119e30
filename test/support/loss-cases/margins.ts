import * as tf from '@tensorflow/tfjs';
import { angle } from '../../../src/losses/angles';
import { AdaFaceOptions, adaFaceLoss, pictureQuality } from '../../../src/losses/adaface';
import { arcFaceLoss } from '../../../src/losses/arcface';
import { cosFaceLoss } from '../../../src/losses/cosface';
import { combinedMarginLoss, cosineLogits } from '../../../src/losses/margin';
import { modifiedSoftmaxLoss, softmaxLoss } from '../../../src/losses/softmax';
import { psi, sphereFaceLoss } from '../../../src/losses/sphereface';
import { interClassEnergy, sphereFacePlusLoss } from '../../../src/losses/sphereface-plus';
import { nearestSubCenters, subCenterArcFaceLoss } from '../../../src/losses/sub-center';
import { ownClass, targetOf } from '../../../src/losses/target';
import { uniFaceLoss } from '../../../src/losses/uniface';
import { Golden } from '../golden';
import {
  arc,
  empty,
  flatOnes,
  GoldenCase,
  head,
  K,
  LossCase,
  narrow,
  stepMargin,
  Tensors,
  vector,
  w,
  withWeights,
  x,
  y,
} from './case';

/** The cosines of a golden file, who is whose own class, and the cosine with that class. */
export function target(
  inputs: Tensors,
  labels: number[],
): { cosine: tf.Tensor2D; own: tf.Tensor2D; before: tf.Tensor2D } {
  const cosine = cosineLogits(inputs.embeddings, inputs.weights);
  const own = ownClass(tf.tensor1d(labels, 'int32'), cosine.shape[1]);
  return { cosine, own, before: targetOf(cosine, own) };
}

const arcFaceGolden: GoldenCase = {
  loss: (x, { labels, margin, scale, monotone }) =>
    arcFaceLoss(x.embeddings, labels, x.weights, { margin, scale, monotone }),
  numbers: { targetAngles: (x, { labels }) => tf.squeeze(angle(target(x, labels).before), [1]) },
};
const combinedGolden: GoldenCase = {
  loss: (x, { labels, m1, m2, m3, scale }) =>
    combinedMarginLoss(x.embeddings, labels, x.weights, { m1, m2, m3, scale }),
};
const sphereFaceGolden: GoldenCase = {
  loss: (x, { labels, m, lambda }) => sphereFaceLoss(x.embeddings, labels, x.weights, { m, lambda }),
  numbers: { psi: (x, { labels, m }) => psi(tf.squeeze(target(x, labels).before, [1]), m) },
};
const adaFace = (
  x: Tensors,
  { labels, mean, deviation, ...options }: Golden['inputs'],
): ReturnType<typeof adaFaceLoss> =>
  adaFaceLoss(x.embeddings, labels, x.weights, { mean, deviation }, options as AdaFaceOptions);
const adaFaceGolden: GoldenCase = {
  loss: (x, inputs) => adaFace(x, inputs).loss,
  numbers: {
    mean: (x, inputs) => adaFace(x, inputs).mean,
    deviation: (x, inputs) => adaFace(x, inputs).deviation,
    quality: (x, inputs) => tf.squeeze(pictureQuality(x.embeddings, adaFace(x, inputs), inputs.h), [1]),
  },
};
const norms = { mean: 2, deviation: 0.7 };

/** Softmax, margins on the own class, and what replaces softmax. */
export const marginCases: LossCase[] = [
  {
    of: 'softmaxLoss',
    variants: [
      {
        name: 'softmax',
        tensors: (s) => ({ ...withWeights(s), bias: [s.classes] }),
        head: true,
        loss: (x, y) => softmaxLoss(x.embeddings, y, x.weights, x.bias),
      },
    ],
    compiled: (v, { labels }) => softmaxLoss(v.x, labels, v.weights, v.bias),
    golden: { softmax: { loss: (x, { labels }) => softmaxLoss(x.embeddings, labels, x.weights, x.bias) } },
    // prettier-ignore
    wrong: [
      ['bias has the shape [3], but [classes = 4] is needed', () => softmaxLoss(x(), y, w(), vector(3))],
      ['Label 0 is -1, but a label must be an integer in 0 … 3', () => softmaxLoss(x(), [-1, 0], w(), vector(4))],
    ],
  },
  {
    of: 'modifiedSoftmaxLoss',
    variants: [head('modified softmax', (x, y, w) => modifiedSoftmaxLoss(x, y, w))],
    compiled: (v, { labels }) => modifiedSoftmaxLoss(v.x, labels, v.weights),
    golden: { modified_softmax: { loss: (x, { labels }) => modifiedSoftmaxLoss(x.embeddings, labels, x.weights) } },
    wrong: [
      ['weights has the shape [4, 2], but [classes, dim = 3] is needed', () => modifiedSoftmaxLoss(x(), y, narrow())],
    ],
  },
  {
    of: 'sphereFaceLoss',
    variants: [
      head('SphereFace, m = 4', (x, y, w) => sphereFaceLoss(x, y, w, { m: 4, lambda: 0.5 })),
      head('SphereFace, m = 3', (x, y, w) => sphereFaceLoss(x, y, w, { m: 3, lambda: 0 })),
    ],
    compiled: (v, { labels, lambda }) => sphereFaceLoss(v.x, labels, v.weights, { m: 4, lambda }),
    golden: { sphereface_lambda0: sphereFaceGolden, sphereface_lambda5: sphereFaceGolden },
    // prettier-ignore
    wrong: [
      ['weights has the shape [4, 2], but [classes, dim = 3] is needed', () => sphereFaceLoss(x(), y, narrow(), { m: 4, lambda: 0 })],
      ['m is 0, but it must be an integer from 1', () => sphereFaceLoss(x(), y, w(), { m: 0, lambda: 0 })],
      ['lambda is -1, but it must be from 0: 0 is the pure margin, a large lambda almost the modified softmax loss.', () => sphereFaceLoss(x(), y, w(), { m: 4, lambda: -1 })],
    ],
  },
  {
    of: 'sphereFacePlusLoss',
    variants: [head('SphereFace+', (x, y, w) => sphereFacePlusLoss(x, y, w, { m: 2, lambda: 1, energyWeight: 0.5 }))],
    compiled: (v, { labels, lambda }) => sphereFacePlusLoss(v.x, labels, v.weights, { m: 3, lambda, energyWeight: 1 }),
    golden: {
      sphereface_plus: {
        loss: (x, { labels, ...options }) =>
          sphereFacePlusLoss(x.embeddings, labels, x.weights, options as Parameters<typeof sphereFacePlusLoss>[3]),
        numbers: { energy: (x, { labels, power }) => interClassEnergy(labels, x.weights, { power }) },
      },
    },
    // prettier-ignore
    wrong: [
      ['energyWeight is -1, but it must be from 0', () => sphereFacePlusLoss(x(), y, w(), { m: 4, lambda: 0, energyWeight: -1 })],
      ['power is 0, but it must be above 0 and at most 4: 1 and 2 are usual.', () => interClassEnergy(y, w(), { power: 0 })],
    ],
  },
  {
    of: 'cosFaceLoss',
    variants: [head('CosFace', cosFaceLoss)],
    compiled: (v, { labels }) => cosFaceLoss(v.x, labels, v.weights, stepMargin),
    golden: {
      cosface: {
        loss: (x, { labels, margin, scale }) => cosFaceLoss(x.embeddings, labels, x.weights, { margin, scale }),
      },
    },
    // prettier-ignore
    wrong: [
      ['margin is 2, but it must be a difference of cosines, from 0 to below 2: 0.35 is usual.', () => cosFaceLoss(x(), y, w(), { margin: 2, scale: 30 })],
      ['scale is Infinity, but it must be above 0', () => cosFaceLoss(x(), y, w(), { margin: 0.35, scale: Infinity })],
    ],
  },
  {
    of: 'arcFaceLoss',
    variants: [
      head('ArcFace', arcFaceLoss),
      head('ArcFace, monotone', (x, y, w, o) => arcFaceLoss(x, y, w, { ...o, margin: 1.2, monotone: true })),
    ],
    compiled: (v, { labels }) => arcFaceLoss(v.x, labels, v.weights, { ...stepMargin, monotone: true }),
    golden: {
      arcface: arcFaceGolden,
      arcface_edges: { ...arcFaceGolden, gradientTolerance: 2e-3 },
      arcface_monotone: arcFaceGolden,
    },
    // prettier-ignore
    wrong: [
      ['embeddings has the shape [6], but [batch, dim] is needed: pass a tensor of that shape.', () => arcFaceLoss(flatOnes(), y, w(), arc)],
      ['embeddings is empty, its shape is [0, 3]: pass at least one batch entry.', () => arcFaceLoss(empty(), [], w(), arc)],
      ['weights has the shape [4, 2], but [classes, dim = 3] is needed: pass a tensor of that shape.', () => arcFaceLoss(x(), y, narrow(), arc)],
      ['There are 1 labels for 2 samples: pass one label for each.', () => arcFaceLoss(x(), [0], w(), arc)],
      ['labels has the shape [3], but [batch = 2] is needed', () => arcFaceLoss(x(), tf.tensor1d([0, 1, 2], 'int32'), w(), arc)],
      ['Label 1 is 4, but a label must be an integer in 0 … 3, one for each class: number the identities from 0.', () => arcFaceLoss(x(), [0, 4], w(), arc)],
      ['margin is 28.6, but it must be an angle in radians, from 0 to below pi: 0.5 is usual.', () => arcFaceLoss(x(), y, w(), { margin: 28.6, scale: 30 })],
      ['scale is 0, but it must be above 0: 30 to 64 for many classes, less for few.', () => arcFaceLoss(x(), y, w(), { margin: 0.5, scale: 0 })],
    ],
  },
  {
    of: 'combinedMarginLoss',
    variants: [
      head('combined margin', (x, y, w) =>
        combinedMarginLoss(x, y, w, { m1: 1.2, m2: 0.2, m3: 0.1, scale: 4, negativeScale: 3 }),
      ),
    ],
    compiled: (v, { labels }) =>
      combinedMarginLoss(v.x, labels, v.weights, { m1: 1.1, m2: 0.3, m3: 0.1, scale: 8, negativeScale: 6 }),
    golden: { combined_090_040_015: combinedGolden, combined_100_030_020: combinedGolden },
    // prettier-ignore
    wrong: [
      ['negativeScale is -3, but it must be above 0', () => combinedMarginLoss(x(), y, w(), { m1: 1, m2: 0, m3: 0, scale: 3, negativeScale: -3 })],
      ['m1 is 0, but it must be above 0: 1 leaves the angle as it is.', () => combinedMarginLoss(x(), y, w(), { m1: 0, m2: 0, m3: 0, scale: 3 })],
    ],
  },
  {
    of: 'subCenterArcFaceLoss',
    variants: [K, 1].map((centers) => ({
      name: centers === 1 ? 'sub-center ArcFace, one center' : 'sub-center ArcFace',
      tensors: (s) => ({ embeddings: [s.batch, s.dim], weights: [s.classes, centers, s.dim] }),
      head: true,
      loss: (x, y) => subCenterArcFaceLoss(x.embeddings, y, x.weights, { margin: 0.3, scale: 4 }),
    })),
    compiled: (v, { labels }) => subCenterArcFaceLoss(v.x, labels, v.subCenters, stepMargin),
    golden: {
      subcenter_arcface: {
        loss: (x, { labels, margin, scale }) =>
          subCenterArcFaceLoss(x.embeddings, labels, x.weights, { margin, scale }),
        decisions: { subCenters: (x) => nearestSubCenters(x.embeddings, x.weights) },
      },
    },
    // prettier-ignore
    wrong: [
      ['weights has the shape [4, 3], but [classes, K, dim = 3] is needed', () => subCenterArcFaceLoss(x(), y, w() as unknown as tf.Tensor3D, arc)],
      ['margin is -0.1, but it must be an angle in radians', () => subCenterArcFaceLoss(x(), y, tf.ones([4, 2, 3]), { margin: -0.1, scale: 30 })],
    ],
  },
  {
    of: 'adaFaceLoss',
    variants: [
      // Finite differences change the norms, which the gradient takes as constants: q stays at one of its ends here.
      head(
        'AdaFace, poor pictures',
        (x, y, w, o) => adaFaceLoss(x, y, w, { mean: 1e6, deviation: 1 }, { ...o, momentum: 0 }).loss,
      ),
      head(
        'AdaFace, good pictures',
        (x, y, w, o) => adaFaceLoss(x, y, w, { mean: 0, deviation: 0 }, { ...o, momentum: 0 }).loss,
      ),
    ],
    compiled: (v, { labels, t, lambda }) =>
      adaFaceLoss(v.x, labels, v.weights, { mean: lambda, deviation: t }, { ...stepMargin, momentum: 0.3 }).loss,
    golden: { adaface: adaFaceGolden, adaface_clipped: adaFaceGolden },
    // prettier-ignore
    wrong: [
      ['weights has the shape [4, 2], but [classes, dim = 3] is needed', () => adaFaceLoss(x(), y, narrow(), norms, arc)],
      ['margin is 4, but it must be an angle in radians', () => adaFaceLoss(x(), y, w(), norms, { margin: 4, scale: 30 })],
      ['h is 0, but it must be above 0: 0.333 is usual.', () => adaFaceLoss(x(), y, w(), norms, { ...arc, h: 0 })],
      ['momentum is 2, but it must be a weight from 0 to 1: 0.01 is usual.', () => adaFaceLoss(x(), y, w(), norms, { ...arc, momentum: 2 })],
      ['mean is -1, but it must be a mean norm, from 0: start with 20.', () => adaFaceLoss(x(), y, w(), { ...norms, mean: -1 }, arc)],
      ['deviation is NaN, but it must be a deviation of norms, from 0: start with 100.', () => adaFaceLoss(x(), y, w(), { ...norms, deviation: NaN }, arc)],
      ['mean has the shape [1], but [] is needed', () => adaFaceLoss(x(), y, w(), { ...norms, mean: vector(1) as unknown as tf.Scalar }, arc)],
    ],
  },
  {
    of: 'uniFaceLoss',
    variants: [
      {
        name: 'UniFace',
        tensors: (s) => ({ ...withWeights(s), bias: [] }),
        head: true,
        loss: (x, y) => uniFaceLoss(x.embeddings, y, x.weights, x.bias, { margin: 0.3, scale: 4, negativeWeight: 0.5 }),
      },
    ],
    compiled: (v, { labels }) => uniFaceLoss(v.x, labels, v.weights, v.offset, stepMargin),
    golden: {
      uniface: {
        loss: (x, { labels, margin, scale, negativeWeight }) =>
          uniFaceLoss(x.embeddings, labels, x.weights, x.bias, { margin, scale, negativeWeight }),
      },
    },
    // prettier-ignore
    wrong: [
      ['bias has the shape [4], but [] is needed', () => uniFaceLoss(x(), y, w(), vector(4) as unknown as tf.Scalar, arc)],
      ['margin is 2, but it must be a difference of cosines', () => uniFaceLoss(x(), y, w(), tf.scalar(0), { margin: 2, scale: 30 })],
      ['negativeWeight is -1, but it must be a weight from 0: 1 is usual.', () => uniFaceLoss(x(), y, w(), tf.scalar(0), { ...arc, negativeWeight: -1 })],
    ],
  },
];
