import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { InputError } from '../../src/base/errors';
import { seeded } from '../../src/base/random';
import { unitVectors } from '../../src/distances';
import { updatedBank } from '../../src/distillation/feature-bank';
import { checkBatch } from '../../src/losses/check';
import { cosineLogits, marginLogits } from '../../src/losses/margin';
import { psi } from '../../src/losses/sphereface';
import { trainingPairs, countPairs, samplePairs } from '../../src/mining/pairs';
import { informativeIdentities, informativeRelations, relationsOfBatch } from '../../src/mining/relations';
import { hardTriplets, semiHardTriplets, tripletFractions } from '../../src/mining/triplets';
import { lossCases } from '../support/loss-cases/all';
import { x, w, flatOnes, narrow, empty, y } from '../support/loss-cases/case';

const nan = (): tf.Tensor2D => tf.tensor2d([[1, 2, 3], [4, NaN, 6]]); // prettier-ignore

/** Sentences of what is no loss, beside the call that earns them; those of the losses stand with their cases. */
// prettier-ignore
const table: [sentence: string, call: () => unknown][] = [
  // Shapes
  ['weights has the shape [4, 2], but [classes, dim = 3] is needed', () => cosineLogits(x(), narrow())],
  ['bank has the shape [4, 2], but [classes, dim = 3] is needed', () => updatedBank(narrow(), x(), y)],
  ['vectors has the shape [6], but [n, dim] is needed', () => unitVectors(flatOnes())],

  // Labels and rows
  ['Label 0 is 1.5, but a label must be an integer from 0', () => countPairs([1.5])],
  ['Label 0 is 1.5, but a label must be an integer from 0', () => trainingPairs([1.5])],
  ['Label 1 is 9, but a label must be an integer in 0 … 3', () => updatedBank(w(), x(), [0, 9])],
  ['3 pairs of one identity and 0 of two are asked for, but there are 1 and 2: ask for whole numbers of at most that many, or give more samples.', () => samplePairs([0, 0, 1], { same: 3, different: 0, random: seeded(1) })],
  ["Class 9 has no prototype: make one from the teacher's embeddings.", () => relationsOfBatch([9], [0], [[1]])],

  // Margins, scales and other numbers
  ['margin is -1, but it must be a squared distance of unit vectors', () => tripletFractions(x(), y, { margin: -1 })],
  ['m2 is 3.2, but it must be an angle in radians', () => marginLogits(tf.ones([2, 4]), y, { m1: 1, m2: 3.2, m3: 0 })],
  ['m3 is 2.5, but it must be a difference of cosines', () => marginLogits(tf.ones([2, 4]), y, { m1: 1, m2: 0, m3: 2.5 })],
  ['m is 1.5, but it must be an integer from 1: the paper uses 4.', () => psi(x(), 1.5)],
  ['k is 4, but it must be an integer in 1 … 3, below the number of prototypes.', () => informativeIdentities(w(), [0, 1, 2, 3], 4)],
  ['Sample 0 has fewer than 2 prototypes of other classes, or a number that is not finite: lower k or look at its embedding.', () => informativeIdentities(w(), [0, 0, 0, 1], 2)],

  // Numbers that are not finite, and labels in tensors: these take waiting for the device
  ['Row 1 of embeddings has NaN in column 1, but all numbers must be finite: look for the step before that made it, often a learning rate that is too high.', () => checkBatch(nan(), y)],
  ['Row 0 of embeddings has Infinity in column 0', () => checkBatch(tf.tensor2d([[Infinity, 1]]), [0])],
  ['Label 1 is 4, but a label must be an integer in 0 … 3', () => checkBatch(x(), tf.tensor1d([0, 4], 'int32'), 4)],
  ['embeddings is empty, its shape is [0, 3]: pass at least one batch entry.', () => checkBatch(empty(), [])],
  ['classes is 0, but it must be an integer from 1.', () => checkBatch(x(), y, 0)],
  ['Row 1 of embeddings has a number that is not finite: look for the step before that made it.', () => hardTriplets(nan(), y)],
  ['Row 1 of embeddings has a number that is not finite', () => semiHardTriplets(nan(), y, { margin: 0.2 })],
  ['Sample 1 has fewer than 1 prototypes of other classes, or a number that is not finite', () => informativeRelations(nan(), y, w(), [0, 1, 2, 3], 1)],
];

describe('wrong input gets one sentence', () => {
  for (const [sentence, call] of [...table, ...lossCases.flatMap(({ wrong = [] }) => wrong)]) {
    it(sentence, async () => {
      tf.engine().startScope();
      let error: unknown;
      try {
        await call();
      } catch (thrown) {
        error = thrown;
      }
      tf.engine().endScope();
      assert.ok(error instanceof InputError, `${error}`);
      assert.ok(error.message.startsWith(sentence), `${error.message}`);
      assert.ok(error.message.endsWith('.') && !error.message.slice(0, -1).includes('. '), 'one sentence');
    });
  }

  it('a batch that is right passes', async () => {
    const before = tf.memory().numTensors;
    const [embeddings, labels] = [x(), tf.tensor1d(y, 'int32')];
    await checkBatch(embeddings, labels, 4);
    await checkBatch(embeddings, y, 4);
    await checkBatch(embeddings, y);
    tf.dispose([embeddings, labels]);
    assert.equal(tf.memory().numTensors, before);
  });
});
