import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { unitVectors } from '../../src/distances';
import { EngineName, selectEngine } from '../../src/engine/select';
import { assertClose, assertSame, flat, lossAndGradients, Nested, readGolden } from '../support/golden';
import { lossCases } from '../support/loss-cases/all';
import { GoldenCase, Tensors } from '../support/loss-cases/case';

/** What is a tensor among the inputs: lists of lists of fractions, and vectors that are no labels or row numbers. */
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
  for (const engine of ['tensorflow', 'wasm'] as EngineName[]) {
    describe(`on ${engine}`, () => {
      before(() => selectEngine(engine));
      after(() => selectEngine());
      for (const { golden = {} } of lossCases) {
        for (const [name, aCase] of Object.entries(golden)) it(name, () => check(name, aCase));
      }
    });
  }
});

async function check(name: string, aCase: GoldenCase): Promise<void> {
  const {
    loss,
    numbers = {},
    decisions = {},
    mined = {},
    relations,
    rowNumbers = [],
    gradientTolerance = 1e-4,
  } = aCase;
  const { inputs, outputs } = readGolden(name);
  const x: Tensors = {};
  for (const [key, value] of Object.entries(inputs)) {
    if (tensorNames.has(key) && !rowNumbers.includes(key)) x[key] = tf.tensor(value);
  }
  const given = relations ? { ...inputs, relations: await relations(x, inputs) } : inputs;
  const before = tf.memory().numTensors;

  // Every output of the file is compared: none may be left over.
  const compared = [...(loss ? ['loss', 'gradients'] : []), ...[numbers, decisions, mined].flatMap(Object.keys)];
  assert.deepEqual(compared.sort(), Object.keys(outputs).sort(), 'outputs that are compared');

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
    const computed = tf.tidy(() => compute(x, given).dataSync());
    assertClose(computed, outputs[key], 1e-4, key);
  }
  for (const [key, compute] of Object.entries(decisions)) {
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
