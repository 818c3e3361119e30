import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import {
  attentionDistillationLoss,
  attentionTransferLoss,
  logitDistillationLoss,
} from '../../src/distillation/attention';
import { featureConsistencyLoss, mutualRelationLoss } from '../../src/distillation/coupleface';
import { compile } from '../../src/engine/compile';
import { applyMomentum } from '../../src/engine/kernels/momentum';
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
import { close } from './kernels/close';

const STATES = 50;
const [BATCH, DIM, CLASSES, K] = [6, 4, 3, 2];

/** Everything that some loss takes a gradient for, by shape. */
const shapes = {
  x: [BATCH, DIM],
  other: [BATCH, DIM],
  weights: [CLASSES, DIM],
  bias: [CLASSES],
  subCenters: [CLASSES, K, DIM],
  groups: [BATCH, K, DIM],
  groupLogits: [BATCH, K],
  features: [BATCH, 2, 2, 3],
  difference: [DIM],
  offset: [],
};
type Variables = Record<keyof typeof shapes, tf.Variable>;
type Trained = { [name in keyof typeof shapes]: never };

/** What changes from step to step beside the variables. */
interface Inputs extends Record<string, tf.Tensor> {
  labels: tf.Tensor1D;
  same: tf.Tensor1D;
  pairs: tf.Tensor2D;
  triplets: tf.Tensor2D;
  lambda: tf.Scalar;
  t: tf.Scalar;
  expectation: tf.Tensor1D;
  teacher: tf.Tensor2D;
  teacherMap: tf.Tensor4D;
  relations: tf.Tensor2D;
}

const margin = { margin: 0.4, scale: 8 };

/** One entry for every function of the library whose name ends in Loss. */
const losses: Record<string, (v: Trained & Variables, inputs: Inputs) => tf.Scalar> = {
  softmaxLoss: (v, { labels }) => softmaxLoss(v.x, labels, v.weights, v.bias),
  modifiedSoftmaxLoss: (v, { labels }) => modifiedSoftmaxLoss(v.x, labels, v.weights),
  combinedMarginLoss: (v, { labels }) =>
    combinedMarginLoss(v.x, labels, v.weights, { m1: 1.1, m2: 0.3, m3: 0.1, scale: 8, negativeScale: 6 }),
  sphereFaceLoss: (v, { labels, lambda }) => sphereFaceLoss(v.x, labels, v.weights, { m: 4, lambda }),
  sphereFacePlusLoss: (v, { labels, lambda }) =>
    sphereFacePlusLoss(v.x, labels, v.weights, { m: 3, lambda, energyWeight: 1 }),
  cosFaceLoss: (v, { labels }) => cosFaceLoss(v.x, labels, v.weights, margin),
  arcFaceLoss: (v, { labels }) => arcFaceLoss(v.x, labels, v.weights, { ...margin, monotone: true }),
  subCenterArcFaceLoss: (v, { labels }) => subCenterArcFaceLoss(v.x, labels, v.subCenters, margin),
  curricularFaceLoss: (v, { labels, t }) => curricularFaceLoss(v.x, labels, v.weights, { ...margin, t }).loss,
  mvArcFaceLoss: (v, { labels }) => mvArcFaceLoss(v.x, labels, v.weights, { ...margin, t: 0.2 }),
  mvAmLoss: (v, { labels }) => mvAmLoss(v.x, labels, v.weights, { ...margin, t: 0.2, adaptive: false }),
  boundaryFaceLoss: (v, { labels }) => boundaryFaceLoss(v.x, labels, v.weights, { ...margin, lambda: 1 }),
  contrastiveLoss: (v, { pairs, same }) => {
    const [first, second] = tf.unstack(pairs, 1) as tf.Tensor1D[];
    return contrastiveLoss(v.x, { first, second, same }, { margin: 1 });
  },
  tripletLoss: (v, { triplets }) => tripletLoss(v.x, triplets, { margin: 0.5 }),
  batchAllTripletLoss: (v, { labels }) => batchAllTripletLoss(v.x, labels, { margin: 0.5 }),
  batchHardTripletLoss: (v, { labels }) => batchHardTripletLoss(v.x, labels, { margin: 0.5 }),
  batchSemiHardTripletLoss: (v, { labels }) => batchSemiHardTripletLoss(v.x, labels, { margin: 0.5 }),
  centerLoss: (v, { labels }) => centerLoss(v.x, labels, v.weights),
  rangeLoss: (v, { labels }) => rangeLoss(v.x, labels, { k: 1, margin: 4, alpha: 0.1, beta: 1 }),
  marginalLoss: (v, { labels }) => marginalLoss(v.x, labels, { theta: 1.2, xi: 0.3 }),
  siameseLoss: (v, { same }) => siameseLoss(v.x, v.other, same, v.difference, v.offset),
  groupDecisionLoss: (v, { expectation }) => groupDecisionLoss(v.groupLogits, expectation),
  groupFaceLoss: (v, { labels, expectation }) =>
    groupFaceLoss({ instance: v.x, groups: v.groups, groupLogits: v.groupLogits }, labels, v.weights, {
      ...margin,
      lambda: 0.1,
      expectation,
    }),
  attentionDistillationLoss: (v, { teacher }) =>
    attentionDistillationLoss({ channel: v.x, spatial: v.other }, { channel: teacher, spatial: tf.abs(teacher) }),
  attentionTransferLoss: (v, { teacherMap }) => attentionTransferLoss(v.features as unknown as tf.Tensor4D, teacherMap),
  logitDistillationLoss: (v, { teacher }) => logitDistillationLoss(v.x, teacher, { temperature: 3 }),
  featureConsistencyLoss: (v, { teacher }) => featureConsistencyLoss(v.x, teacher),
  mutualRelationLoss: (v, { teacher, relations }) => mutualRelationLoss(v.x, teacher, v.weights, relations),
};

/** Inputs drawn anew for each state; their shapes stay. */
function inputsOf(seed: number): Inputs {
  const integers = (shape: number[], below: number, shift: number) =>
    tf.cast(tf.floor(tf.randomUniform(shape, 0, below, 'float32', seed + shift)), 'int32');
  return tf.tidy(() => ({
    // Every class is there at least twice, so that each loss has something to pull together.
    labels: tf.tensor1d(
      [0, 1, 2, 3, 4, 5].map((index) => ((index + seed) % 6) >> 1),
      'int32',
    ),
    same: tf.cast(integers([BATCH], 2, 2), 'float32') as tf.Tensor1D,
    pairs: integers([BATCH, 2], BATCH, 3) as tf.Tensor2D,
    triplets: integers([7, 3], BATCH, 4) as tf.Tensor2D,
    lambda: tf.scalar(1 + (seed % 11)),
    t: tf.scalar((seed % 7) / 10),
    expectation: tf.softmax(tf.randomNormal([K], 0, 1, 'float32', seed + 5)) as tf.Tensor1D,
    teacher: tf.randomNormal([BATCH, DIM], 0, 1, 'float32', seed + 6),
    teacherMap: tf.randomNormal([BATCH, 2, 2, 3], 0, 1, 'float32', seed + 7),
    relations: integers([BATCH, 2], CLASSES, 8) as tf.Tensor2D,
  }));
}

const values = async (tensor: tf.Tensor) => Array.from(await tensor.data());

describe('compile, one step against the eager step', () => {
  it('knows every loss of the library', () => {
    const names = ['losses', 'distillation'].flatMap((folder) => {
      const path = join(__dirname, '../../src', folder);
      return readdirSync(path).flatMap((file) => Object.keys(require(join(path, file)) as object));
    });
    const lossNames = names.filter((name) => name.endsWith('Loss')).sort();
    assert.deepEqual(Object.keys(losses).sort(), lossNames);
  });

  for (const [name, loss] of Object.entries(losses)) {
    it(`agrees for ${name} from ${STATES} states`, async () => {
      const before = tf.memory().numTensors;
      const variables = tf.tidy(() =>
        Object.fromEntries(Object.entries(shapes).map(([key, shape]) => [key, tf.variable(tf.zeros(shape))])),
      ) as unknown as Trained & Variables;
      const velocities = Object.values<tf.Variable>(variables).map((one) =>
        tf.tidy(() => tf.variable(tf.zerosLike(one), false)),
      );
      const all = [...Object.values<tf.Variable>(variables), ...velocities];
      const step = (inputs: Record<string, tf.Tensor>) => {
        const { value, grads } = tf.variableGrads(() => loss(variables, inputs as Inputs), Object.values(variables));
        Object.values<tf.Variable>(variables).forEach((one, index) => {
          if (!grads[one.name]) return;
          applyMomentum(one, velocities[index], grads[one.name], {
            learningRate: inputs.lambda as tf.Scalar,
            momentum: 0.9,
            weightDecay: 0.01,
          });
        });
        return value;
      };
      const compiled = compile(step);
      for (let state = 0; state < STATES; state++) {
        const seed = 1 + 100 * state;
        tf.tidy(() =>
          all.forEach((one, index) => one.assign(tf.randomNormal(one.shape, 0, 1, 'float32', seed + index))),
        );
        const inputs = inputsOf(seed);
        const saved = all.map((one) => one.clone());
        const eager = tf.tidy(() => step(inputs));
        const expected = [await values(eager), ...(await Promise.all(all.map(values)))];
        all.forEach((one, index) => one.assign(saved[index]));
        const outputs = await compiled.run(inputs);
        assert.equal(compiled.mode, 'graph', compiled.reason);
        const actual = [await values(outputs.loss), ...(await Promise.all(all.map(values)))];
        actual.forEach((one, index) => close(one, expected[index], 2e-5));
        tf.dispose([inputs, saved, eager, outputs]);
      }
      compiled.dispose();
      tf.dispose(all);
      assert.equal(tf.memory().numTensors, before);
    });
  }
});
