import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { matrixFrom } from '../../../src/base/matrix';
import { atRate, lossesOverK, relationPanels, withRoc } from '../../../src/lessons/coupleface/compared';
import { assertClose } from '../../support/golden';

describe('students beside their teacher', () => {
  const teacher = { embeddings: matrixFrom([[1, 0], [0, 1]]), prototypes: matrixFrom([[1, 0], [0, 1]]) }; // prettier-ignore

  it('are panels of relations, with how far they are off below the name', () => {
    // to their own prototypes: 0.6 and 0.8 where the teacher has 0
    const view = { embeddings: matrixFrom([[0.6, 0.8], [0.6, 0.8]]), prototypes: matrixFrom([[0, 1], [1, 0]]) }; // prettier-ignore
    const less = { embeddings: matrixFrom([[0, 1], [0, -1]]), prototypes: matrixFrom([[0, 1], [1, 0]]) }; // prettier-ignore
    const [panel, second] = relationPanels([{ name: 'a student', view }, { name: 'another', view: less }], teacher, [0, 1], [[1], [0]]); // prettier-ignore
    assert.equal(panel.name, 'a student');
    assertClose(panel.relations.map(({ student }) => student), [0.6, 0.8], 1e-9, 'student'); // prettier-ignore
    assert.equal(panel.numbers, 'root mean square off 0.707, mean +0.700');
    assert.equal(second.numbers, 'root mean square off 0.707, mean −0.500');
  });

  it('have true-accept rates, and what else is known of them', async () => {
    const labels = [0, 0, 1, 1];
    const apart = { embeddings: matrixFrom([[1, 0], [1, 0.1], [0, 1], [0.1, 1]]), prototypes: teacher.prototypes }; // prettier-ignore
    const networks = await withRoc([{ name: 'good', view: apart, parameters: 3 }], labels, { fars: [0.5, 0.1], draws: 5, seed: 1 }); // prettier-ignore
    assert.deepEqual(Array.from(networks[0].roc.tar), [1, 1]);
    const roc = { tar: Float64Array.of(0.9, 0.5), lower: Float64Array.of(0.8, 0.4), upper: Float64Array.of(1, 0.7) };
    assert.deepEqual(atRate([{ name: 'good', parameters: 3, roc }], 1), [
      { name: 'good', parameters: 3, roc, accuracy: 0.5, low: 0.4, high: 0.7 },
    ]);
  });

  it('lose over k what each pair of functions says, a line for each student and pair, and leave no tensor', async () => {
    const asked: [number, number[][]][] = [];
    const first = {
      related: (k: number) => [[k], [k + 1]],
      loss: (s: tf.Tensor2D, t: tf.Tensor2D, p: tf.Tensor2D, relations: number[][]) => {
        asked.push([p.shape[0], relations]);
        return tf.tidy(() => tf.sum(tf.sub(s, t)) as tf.Scalar);
      },
    };
    const second = { related: async (k: number) => [[k]], loss: () => tf.scalar(9) };
    const students = { far: { embeddings: matrixFrom([[2, 0], [0, 3]]) }, near: { embeddings: matrixFrom([[1, 0], [0, 1]]) } }; // prettier-ignore
    const before = tf.memory().numTensors;
    const lines = await lossesOverK(students, teacher, [1, 0], [1, 5], { reference: first, yours: second });
    assert.deepEqual(lines, [
      { name: 'far, reference', values: [[3], [3]] },
      { name: 'far, yours', values: [[9], [9]] },
      { name: 'near, reference', values: [[0], [0]] },
      { name: 'near, yours', values: [[9], [9]] },
    ]);
    assert.deepEqual(asked.slice(0, 2), [[2, [[2], [1]]], [2, [[6], [5]]]]); // prettier-ignore
    const failing = { ...second, loss: () => assert.fail('TODO') };
    await assert.rejects(lossesOverK(students, teacher, [0], [1], { yours: failing }), /TODO/);
    assert.equal(tf.memory().numTensors, before);
  });
});
