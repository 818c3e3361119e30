import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { compile } from '../../src/engine/compile';
import { applyMomentum } from '../../src/engine/kernels/momentum';
import { lossCases } from '../support/loss-cases/all';
import { StepInputs, Trained } from '../support/loss-cases/case';
import { close } from './kernels/close';

const STATES = 50;
const [BATCH, DIM, CLASSES, K] = [6, 4, 3, 2];

/** Everything that some loss takes a gradient for, by shape. */
const shapes: Record<keyof Trained, number[]> = {
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

/** Inputs drawn anew for each state; their shapes stay. */
function inputsOf(seed: number): StepInputs {
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
  for (const { of: name, compiled: loss } of lossCases) {
    if (!loss) continue;
    it(`agrees for ${name} from ${STATES} states`, async () => {
      const before = tf.memory().numTensors;
      const variables = tf.tidy(() =>
        Object.fromEntries(Object.entries(shapes).map(([key, shape]) => [key, tf.variable(tf.zeros(shape))])),
      ) as unknown as Trained;
      const velocities = Object.values<tf.Variable>(variables).map((one) =>
        tf.tidy(() => tf.variable(tf.zerosLike(one), false)),
      );
      const all = [...Object.values<tf.Variable>(variables), ...velocities];
      const step = (inputs: Record<string, tf.Tensor>) => {
        const { value, grads } = tf.variableGrads(
          () => loss(variables, inputs as StepInputs),
          Object.values(variables),
        );
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
