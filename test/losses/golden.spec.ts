import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { chiSquareDistance, chiSquareDistances, squaredDistances, unitVectors } from '../../src/distances';
import {
  attentionDistillationLoss,
  attentionTransferLoss,
  logitDistillationLoss,
} from '../../src/distillation/attention';
import { featureConsistencyLoss, mutualRelationLoss, relationCosines } from '../../src/distillation/coupleface';
import { EngineName, selectEngine } from '../../src/engine/select';
import { angle, cosineOfSum } from '../../src/losses/angles';
import { arcFaceLoss } from '../../src/losses/arcface';
import { boundaryFaceLoss, correctLabels, hardSampleTerm } from '../../src/losses/boundaryface';
import { centerLoss, updatedCenters } from '../../src/losses/center';
import { contrastiveLoss } from '../../src/losses/contrastive';
import { cosFaceLoss } from '../../src/losses/cosface';
import { curricularFaceLoss } from '../../src/losses/curricularface';
import { groupDecisionLoss, groupFaceLoss } from '../../src/losses/groupface';
import { combinedMarginLoss, cosineLogits } from '../../src/losses/margin';
import { marginalLoss, marginalTerms } from '../../src/losses/marginal';
import { mvAmLoss, mvArcFaceLoss } from '../../src/losses/mv-arcface';
import { rangeLoss, rangeTerms } from '../../src/losses/range';
import { modifiedSoftmaxLoss, softmaxLoss } from '../../src/losses/softmax';
import { psi, sphereFaceLoss } from '../../src/losses/sphereface';
import { nearestSubCenters, subCenterArcFaceLoss } from '../../src/losses/sub-center';
import { hardClasses, ownClass, targetOf } from '../../src/losses/target';
import { batchAllTripletLoss, batchHardTripletLoss, tripletLoss, tripletTerms } from '../../src/losses/triplet';
import { informativeIdentities, informativeRelations, relationsOfBatch } from '../../src/mining/relations';
import {
  allTriplets,
  countTriplets,
  hardTriplets,
  semiHardTriplets,
  tripletFractions,
} from '../../src/mining/triplets';
import {
  expectationNormalized,
  hardAggregation,
  selfDistributedLabels,
  softAggregation,
} from '../../src/models/groupface';
import {
  assertClose,
  assertSame,
  flat,
  Golden,
  goldenNames,
  lossAndGradients,
  Nested,
  readGolden,
} from '../support/golden';

/** Everything that a golden file may hold, as tensors by name: the loss is called with them. */
type Tensors = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

interface Case {
  loss?: (x: Tensors, inputs: Golden['inputs']) => tf.Scalar;
  /** Outputs that are compared within the tolerance. */
  numbers?: Record<string, (x: Tensors, inputs: Golden['inputs']) => tf.Tensor>;
  /** Outputs that must be equal. */
  decisions?: Record<string, (x: Tensors, inputs: Golden['inputs']) => tf.Tensor | Nested>;
  /** The same, from miners, which read the device. */
  mined?: Record<string, (x: Tensors, inputs: Golden['inputs']) => Promise<Nested>>;
  gradientTolerance?: number;
}

const target = (x: Tensors, labels: number[]): { cosine: tf.Tensor2D; own: tf.Tensor2D; before: tf.Tensor2D } => {
  const cosine = cosineLogits(x.embeddings, x.weights);
  const own = ownClass(tf.tensor1d(labels, 'int32'), cosine.shape[1]);
  return { cosine, own, before: targetOf(cosine, own) };
};
const hardByAngle: Case['decisions'] = {
  hard: (x, { labels, margin }) => {
    const { cosine, own, before } = target(x, labels);
    return hardClasses(cosine, own, cosineOfSum(before, margin));
  },
};
const hardByCosine: Case['decisions'] = {
  hard: (x, { labels, margin }) => {
    const { cosine, own, before } = target(x, labels);
    return hardClasses(cosine, own, tf.sub(before, margin));
  },
};
const targetAngles: Case['numbers'] = {
  targetAngles: (x, { labels }) => tf.squeeze(angle(target(x, labels).before), [1]),
};

const arcFace: Case = {
  loss: (x, { labels, margin, scale, monotone }) =>
    arcFaceLoss(x.embeddings, labels, x.weights, { margin, scale, monotone }),
  numbers: targetAngles,
};
const combined: Case = {
  loss: (x, { labels, m1, m2, m3, scale }) =>
    combinedMarginLoss(x.embeddings, labels, x.weights, { m1, m2, m3, scale }),
};
const sphereFace: Case = {
  loss: (x, { labels, m, lambda }) => sphereFaceLoss(x.embeddings, labels, x.weights, { m, lambda }),
  numbers: { psi: (x, { labels, m }) => psi(tf.squeeze(target(x, labels).before, [1]), m) },
};
const mvArcFace: Case = {
  loss: (x, { labels, margin, scale, t, adaptive }) =>
    mvArcFaceLoss(x.embeddings, labels, x.weights, { margin, scale, t, adaptive }),
  decisions: hardByAngle,
};
const mvAm: Case = {
  loss: (x, { labels, margin, scale, t, adaptive }) =>
    mvAmLoss(x.embeddings, labels, x.weights, { margin, scale, t, adaptive }),
  decisions: hardByCosine,
};
const boundaryFace = (marginOn: 'other' | 'own'): Case => ({
  loss: (x, { labels, margin, scale, lambda }) =>
    boundaryFaceLoss(x.embeddings, labels, x.weights, { margin, scale, lambda, marginOn }),
  numbers: {
    hardSampleTerm: (x, { labels, margin }) => {
      const { cosine } = target(x, labels);
      return hardSampleTerm(cosine, correctLabels(cosine, labels, { margin, marginOn }), margin);
    },
  },
  decisions: {
    correctedLabels: (x, { labels, margin }) => correctLabels(target(x, labels).cosine, labels, { margin, marginOn }),
  },
});
const activeTriplets = (x: Tensors, triplets: [number, number, number][], margin: number): number => {
  const terms = tf.tidy(() => tripletTerms(x.embeddings, triplets, { margin }).dataSync());
  return terms.filter((term) => term > 0).length;
};
const normalizedEmbeddings: Case['numbers'] = { normalizedEmbeddings: (x) => unitVectors(x.embeddings) };
const couplefaceCase = (
  relationsOf: (x: Tensors, inputs: Golden['inputs']) => Promise<number[][]>,
): Case & { relationsOf: typeof relationsOf } => ({
  relationsOf,
  loss: (x, { relations, q }) => mutualRelationLoss(x.student, x.teacher, x.prototypes, relations, { slack: q }),
  numbers: {
    studentRelations: (x, { relations }) => relationCosines(x.student, x.prototypes, relations),
    teacherRelations: (x, { relations }) => relationCosines(x.teacher, x.prototypes, relations),
  },
  mined: { relations: relationsOf },
});
const bySample = couplefaceCase((x, { labels, prototypeLabels, k }) =>
  informativeRelations(x.teacher, labels, x.prototypes, prototypeLabels, k),
);
const byClass = couplefaceCase(async (x, { labels, prototypeLabels, k }) =>
  relationsOfBatch(labels, prototypeLabels, await informativeIdentities(x.prototypes, prototypeLabels, k)),
);
const aggregation = (
  aggregate: (v: tf.Tensor2D, groups: tf.Tensor3D, p: tf.Tensor2D) => tf.Tensor2D,
  decisions?: Case['decisions'],
): Case => ({
  loss: (x) => tf.sum(tf.mul(x.probe, aggregate(x.instance, x.groups, tf.softmax(x.groupLogits)))),
  numbers: {
    probabilities: (x) => tf.softmax(x.groupLogits),
    aggregated: (x) => aggregate(x.instance, x.groups, tf.softmax(x.groupLogits)),
  },
  decisions,
});
const argMaxOfGroups = (x: Tensors): tf.Tensor => tf.argMax(tf.softmax(x.groupLogits), 1);
const groupLabels: Case['decisions'] = { groupLabels: (x) => selfDistributedLabels(tf.softmax(x.groupLogits)) };

const cases: Record<string, Case> = {
  softmax: { loss: (x, { labels }) => softmaxLoss(x.embeddings, labels, x.weights, x.bias) },
  modified_softmax: { loss: (x, { labels }) => modifiedSoftmaxLoss(x.embeddings, labels, x.weights) },
  sphereface_lambda0: sphereFace,
  sphereface_lambda5: sphereFace,
  cosface: {
    loss: (x, { labels, margin, scale }) => cosFaceLoss(x.embeddings, labels, x.weights, { margin, scale }),
  },
  arcface: arcFace,
  arcface_edges: { ...arcFace, gradientTolerance: 2e-3 },
  arcface_monotone: arcFace,
  combined_090_040_015: combined,
  combined_100_030_020: combined,
  subcenter_arcface: {
    loss: (x, { labels, margin, scale }) => subCenterArcFaceLoss(x.embeddings, labels, x.weights, { margin, scale }),
    decisions: { subCenters: (x) => nearestSubCenters(x.embeddings, x.weights) },
  },
  curricularface: {
    loss: (x, { labels, margin, scale, t, momentum }) =>
      curricularFaceLoss(x.embeddings, labels, x.weights, { margin, scale, t, momentum }).loss,
    numbers: {
      t: (x, { labels, margin, scale, t, momentum }) =>
        curricularFaceLoss(x.embeddings, labels, x.weights, { margin, scale, t, momentum }).t,
    },
    decisions: hardByAngle,
  },
  mv_arcface: mvArcFace,
  mv_arcface_fixed: mvArcFace,
  mv_am: mvAm,
  mv_am_fixed: mvAm,
  boundaryface: boundaryFace('other'),
  boundaryface_labels_only: boundaryFace('other'),
  boundaryface_target_rule: boundaryFace('own'),
  contrastive: {
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
  triplet: {
    loss: (x, { triplets, margin }) => tripletLoss(x.embeddings, triplets, { margin }),
    numbers: normalizedEmbeddings,
    decisions: { activeTriplets: (x, { triplets, margin }) => activeTriplets(x, triplets, margin) },
  },
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
  batch_hard_triplet: {
    loss: (x, { labels, margin }) => batchHardTripletLoss(x.embeddings, labels, { margin }),
    numbers: normalizedEmbeddings,
    mined: {
      triplets: (x, { labels }) => hardTriplets(x.embeddings, labels),
      activeTriplets: async (x, { labels, margin }) =>
        activeTriplets(x, await hardTriplets(x.embeddings, labels), margin),
    },
  },
  semihard_miner: {
    mined: {
      triplets: (x, { labels, margin }) => semiHardTriplets(x.embeddings, labels, { margin }),
      droppedPairs: async (x, { labels, margin }) => {
        const mined = new Set((await semiHardTriplets(x.embeddings, labels, { margin })).map(([a, p]) => `${a} ${p}`));
        const ordered = labels.flatMap((label: number, a: number) =>
          labels.flatMap((other: number, p: number) => (a !== p && label === other ? [[a, p]] : [])),
        );
        return ordered.filter(([a, p]: [number, number]) => !mined.has(`${a} ${p}`));
      },
    },
  },
  valid_triplets: {
    decisions: {
      count: (_, { labels }) => countTriplets(labels),
      triplets: (_, { labels }) => allTriplets(labels),
    },
  },
  center: {
    loss: (x, { labels }) => centerLoss(x.embeddings, labels, x.centers),
    numbers: { updatedCenters: (x, { labels, alpha }) => updatedCenters(x.embeddings, labels, x.centers, alpha) },
  },
  range: {
    loss: (x, { labels, k, margin, alpha, beta }) => rangeLoss(x.embeddings, labels, { k, margin, alpha, beta }),
    numbers: {
      intra: (x, { labels, k, margin }) => rangeTerms(x.embeddings, labels, { k, margin }).intra,
      inter: (x, { labels, k, margin }) => rangeTerms(x.embeddings, labels, { k, margin }).inter,
    },
  },
  marginal: {
    loss: (x, { labels, theta, xi }) => marginalLoss(x.embeddings, labels, { theta, xi }),
    decisions: {
      activePairs: (x, { labels, theta, xi }) => tf.sum(tf.step(marginalTerms(x.embeddings, labels, { theta, xi }))),
    },
  },
  groupface: {
    loss: (x, { labels, margin, scale, lambda }) =>
      groupFaceLoss({ instance: x.instance, groups: x.groups, groupLogits: x.groupLogits }, labels, x.weights, {
        margin,
        scale,
        lambda,
      }),
    numbers: { aggregated: (x) => softAggregation(x.instance, x.groups, tf.softmax(x.groupLogits)) },
    decisions: groupLabels,
  },
  groupface_decision: { loss: (x) => groupDecisionLoss(x.groupLogits), decisions: groupLabels },
  groupface_hard: aggregation(hardAggregation, { chosen: argMaxOfGroups }),
  groupface_soft: aggregation(softAggregation),
  groupface_labels: {
    numbers: {
      probabilities: (x) => tf.softmax(x.groupLogits),
      expectationNormalized: (x) => expectationNormalized(tf.softmax(x.groupLogits)),
    },
    decisions: { ...groupLabels, plainArgmax: argMaxOfGroups },
  },
  askd: {
    loss: (x) =>
      attentionDistillationLoss(
        { channel: x.studentChannel, spatial: x.studentSpatial },
        { channel: x.teacherChannel, spatial: x.teacherSpatial },
      ),
  },
  attention_transfer: { loss: (x) => attentionTransferLoss(x.student, x.teacher) },
  logit_distillation: {
    loss: (x, { temperature }) => logitDistillationLoss(x.student, x.teacher, { temperature }),
  },
  coupleface_fcd: { loss: (x) => featureConsistencyLoss(x.student, x.teacher) },
  coupleface_mrd: bySample,
  coupleface_mrd_slack: bySample,
  coupleface_mrd_prototype_mining: byClass,
  chi_square: {
    numbers: {
      rowwise: (x) => chiSquareDistance(x.first, x.second, x.weights),
      pairwise: (x) => chiSquareDistances(x.first, x.second, x.weights),
    },
  },
};

/** What is a tensor among the inputs: lists of lists of fractions, and vectors that are no labels or indices. */
const tensorNames = new Set([
  'embeddings',
  'weights',
  'bias',
  'centers',
  'instance',
  'groups',
  'groupLogits',
  'probe',
  'student',
  'teacher',
  'prototypes',
  'studentChannel',
  'studentSpatial',
  'teacherChannel',
  'teacherSpatial',
  'first',
  'second',
]);

describe('golden references of the losses', () => {
  it('every file has a test and every test its file', () => {
    assert.deepEqual(Object.keys(cases).sort(), goldenNames());
    assert.equal(goldenNames().length, 41);
  });

  for (const engine of ['tensorflow', 'wasm'] as EngineName[]) {
    describe(`on ${engine}`, () => {
      before(() => selectEngine(engine));
      after(() => selectEngine());
      for (const [name, aCase] of Object.entries(cases)) it(name, () => check(name, aCase));
    });
  }
});

async function check(
  name: string,
  { loss, numbers = {}, decisions = {}, mined = {}, gradientTolerance = 1e-4, ...rest }: Case,
): Promise<void> {
  const { inputs, outputs } = readGolden(name);
  const pairs = name === 'contrastive';
  const x: Tensors = {};
  for (const [key, value] of Object.entries(inputs)) {
    if (tensorNames.has(key) && !(pairs && key !== 'embeddings')) x[key] = tf.tensor(value);
  }
  const { relationsOf } = rest as { relationsOf?: (x: Tensors, inputs: Golden['inputs']) => Promise<number[][]> };
  const given = relationsOf ? { ...inputs, relations: await relationsOf(x, inputs) } : inputs;
  const before = tf.memory().numTensors;

  // Every output of the file is compared: none may be left over.
  const derived = loss ? ['loss', 'gradients'] : [];
  const expected = [...derived, ...Object.keys(numbers), ...Object.keys(decisions), ...Object.keys(mined)].filter(
    (key) => key in outputs,
  );
  assert.deepEqual(expected.sort(), Object.keys(outputs).sort(), 'outputs that are compared');

  if (loss) {
    // The gradient with respect to the normalised embeddings is that of the same loss for unit vectors, without the
    // part that changes their length: it is checked through the chain rule in the gradient of the embeddings.
    const { normalizedEmbeddings: ofUnit, ...gradients } = outputs.gradients as Record<string, Nested>;
    const wrt = Object.fromEntries(Object.keys(gradients).map((key) => [key, x[key]]));
    const result = lossAndGradients(wrt, (tensors) => loss({ ...x, ...tensors }, given));
    assertClose([result.loss], outputs.loss, 1e-4, 'loss');
    for (const key of Object.keys(gradients)) {
      assertClose(result.gradients[key], gradients[key], gradientTolerance, `gradient of ${key}`);
    }
    if (ofUnit) checkChainRule(x.embeddings, ofUnit, result.gradients.embeddings);
  }
  for (const [key, compute] of Object.entries(numbers)) {
    if (key in outputs)
      assertClose(
        tf.tidy(() => compute(x, given).dataSync()),
        outputs[key],
        1e-4,
        key,
      );
  }
  for (const [key, compute] of Object.entries(decisions)) {
    if (!(key in outputs)) continue;
    const decided = tf.tidy(() => {
      const result = compute(x, given);
      return result instanceof tf.Tensor ? Array.from(result.dataSync()) : flat(result);
    });
    assertSame(decided, outputs[key], key);
  }
  for (const [key, mine] of Object.entries(mined)) assertSame(flat(await mine(x, given)), outputs[key], key);
  assert.equal(tf.memory().numTensors, before, 'tensors left behind');
  tf.dispose(x);
}

/** dL/dx = (dL/dz − z (z · dL/dz)) / |x| for z = x / |x|. */
function checkChainRule(embeddings: tf.Tensor2D, ofUnit: Nested, ofEmbeddings: Float32Array): void {
  const chained = tf.tidy(() => {
    const dz = tf.tensor2d(ofUnit as number[][]);
    const z = unitVectors(embeddings);
    const along = tf.mul(z, tf.sum(tf.mul(z, dz), 1, true));
    return tf.div(tf.sub(dz, along), tf.norm(embeddings, 2, 1, true)).dataSync();
  });
  assertClose(ofEmbeddings, Array.from(chained), 1e-4, 'gradient through the normalised embeddings');
}
