import * as tf from '@tensorflow/tfjs';
import { cosineOfSum } from '../../../src/losses/angles';
import { boundaryFaceLoss, correctLabels, hardSampleTerm } from '../../../src/losses/boundaryface';
import { curricularFaceLoss } from '../../../src/losses/curricularface';
import { mvAmLoss, mvArcFaceLoss } from '../../../src/losses/mv-arcface';
import { hardClasses } from '../../../src/losses/target';
import { arc, GoldenCase, head, LossCase, stepMargin, vector, w, x, y } from './case';
import { target } from './margins';

const hardByAngle: GoldenCase['decisions'] = {
  hard: (x, { labels, margin }) => {
    const { cosine, own, before } = target(x, labels);
    return hardClasses(cosine, own, cosineOfSum(before, margin));
  },
};
const hardByCosine: GoldenCase['decisions'] = {
  hard: (x, { labels, margin }) => {
    const { cosine, own, before } = target(x, labels);
    return hardClasses(cosine, own, tf.sub(before, margin));
  },
};
const mvArcFace: GoldenCase = {
  loss: (x, { labels, margin, scale, t, adaptive }) =>
    mvArcFaceLoss(x.embeddings, labels, x.weights, { margin, scale, t, adaptive }),
  decisions: hardByAngle,
};
const mvAm: GoldenCase = {
  loss: (x, { labels, margin, scale, t, adaptive }) =>
    mvAmLoss(x.embeddings, labels, x.weights, { margin, scale, t, adaptive }),
  decisions: hardByCosine,
};
const boundaryFace = (marginOn: 'other' | 'own', hasHardSamples = false): GoldenCase => ({
  loss: (x, { labels, margin, scale, lambda }) =>
    boundaryFaceLoss(x.embeddings, labels, x.weights, { margin, scale, lambda, marginOn }),
  numbers: hasHardSamples
    ? {
        hardSampleTerm: (x, { labels, margin }) => {
          const { cosine } = target(x, labels);
          return hardSampleTerm(cosine, correctLabels(cosine, labels, { margin, marginOn }), margin);
        },
      }
    : {},
  decisions: {
    correctedLabels: (x, { labels, margin }) => correctLabels(target(x, labels).cosine, labels, { margin, marginOn }),
  },
});

/** Margin losses that look at the other classes. */
export const hardClassCases: LossCase[] = [
  {
    of: 'curricularFaceLoss',
    variants: [head('CurricularFace', (x, y, w, o) => curricularFaceLoss(x, y, w, { ...o, t: 0.4, momentum: 0 }).loss)],
    compiled: (v, { labels, t }) => curricularFaceLoss(v.x, labels, v.weights, { ...stepMargin, t }).loss,
    golden: {
      curricularface: {
        loss: (x, { labels, margin, scale, t, momentum }) =>
          curricularFaceLoss(x.embeddings, labels, x.weights, { margin, scale, t, momentum }).loss,
        numbers: {
          t: (x, { labels, margin, scale, t, momentum }) =>
            curricularFaceLoss(x.embeddings, labels, x.weights, { margin, scale, t, momentum }).t,
        },
        decisions: hardByAngle,
      },
    },
    // prettier-ignore
    wrong: [
      ['t has the shape [1], but [] is needed', () => curricularFaceLoss(x(), y, w(), { ...arc, t: vector(1) as unknown as tf.Scalar })],
      ['margin is 4, but it must be an angle in radians', () => curricularFaceLoss(x(), y, w(), { margin: 4, scale: 30, t: 0 })],
      ['t is 2, but it must be a mean cosine, from −1 to 1: start with 0.', () => curricularFaceLoss(x(), y, w(), { ...arc, t: 2 })],
      ['momentum is 2, but it must be a weight from 0 to 1: 0.01 is usual.', () => curricularFaceLoss(x(), y, w(), { ...arc, t: 0, momentum: 2 })],
    ],
  },
  {
    of: 'mvArcFaceLoss',
    variants: [
      head('MV-ArcFace', (x, y, w, o) => mvArcFaceLoss(x, y, w, { ...o, t: 0.2 })),
      head('MV-ArcFace, fixed', (x, y, w, o) => mvArcFaceLoss(x, y, w, { ...o, t: 0.2, adaptive: false })),
    ],
    compiled: (v, { labels }) => mvArcFaceLoss(v.x, labels, v.weights, { ...stepMargin, t: 0.2 }),
    golden: { mv_arcface: mvArcFace, mv_arcface_fixed: mvArcFace },
    // prettier-ignore
    wrong: [
      ['margin is NaN, but it must be an angle in radians', () => mvArcFaceLoss(x(), y, w(), { margin: NaN, scale: 30, t: 0 })],
      ['t is -1, but it must be from 0: the paper uses 0.2.', () => mvArcFaceLoss(x(), y, w(), { ...arc, t: -1 })],
    ],
  },
  {
    of: 'mvAmLoss',
    variants: [head('MV-AM', (x, y, w, o) => mvAmLoss(x, y, w, { ...o, t: 0.2 }))],
    compiled: (v, { labels }) => mvAmLoss(v.x, labels, v.weights, { ...stepMargin, t: 0.2, adaptive: false }),
    golden: { mv_am: mvAm, mv_am_fixed: mvAm },
    wrong: [
      [
        'margin is 2, but it must be a difference of cosines',
        () => mvAmLoss(x(), y, w(), { margin: 2, scale: 30, t: 0 }),
      ],
    ],
  },
  {
    of: 'boundaryFaceLoss',
    variants: [
      head('BoundaryFace', (x, y, w, o) => boundaryFaceLoss(x, y, w, { ...o, lambda: Math.PI }), {
        needsTwoClasses: true,
      }),
    ],
    compiled: (v, { labels }) => boundaryFaceLoss(v.x, labels, v.weights, { ...stepMargin, lambda: 1 }),
    golden: {
      boundaryface: boundaryFace('other', true),
      boundaryface_labels_only: boundaryFace('other'),
      boundaryface_target_rule: boundaryFace('own'),
    },
    // prettier-ignore
    wrong: [
      ['lambda is -1, but it must be from 0: 0 corrects labels only, the paper uses pi.', () => boundaryFaceLoss(x(), y, w(), { ...arc, lambda: -1 })],
      ['The number of classes is 1, but it must be at least 2: with one there is no other class to compare with.', () => boundaryFaceLoss(x(), [0, 0], tf.ones([1, 3]), { ...arc, lambda: 0 })],
      ['margin is 5, but it must be an angle in radians', () => correctLabels(tf.ones([2, 4]), y, { margin: 5 })],
    ],
  },
];
