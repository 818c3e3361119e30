import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { probabilisticTransferLoss } from '../../src/distillation/batch-relations';

const valueOf = (student: number[][], teacher: number[][]): number =>
  tf.tidy(() => probabilisticTransferLoss(tf.tensor2d(student), tf.tensor2d(teacher)).dataSync()[0]);

describe('probabilistic knowledge transfer', () => {
  it('is what is computed by hand for three samples', () => {
    // Teacher: 0 and 1 at a right angle, 2 opposite to 0: K01 = 1/2, K02 = 0, K12 = 1/2.
    // Student: 0 and 1 equal, 2 at a right angle to both: K01 = 1, K02 = 1/2, K12 = 1/2.
    const teacher = [[1, 0], [0, 2], [-3, 0]]; // prettier-ignore
    const student = [[1, 0], [5, 0], [0, 1]]; // prettier-ignore
    const expected = (Math.log(1 / (2 / 3)) + 0.5 * Math.log(0.5 / (2 / 3)) + 0.5 * Math.log(0.5 / (1 / 3)) + Math.log(1 / 0.5)) / 3; // prettier-ignore
    assert.ok(Math.abs(valueOf(student, teacher) - expected) < 1e-5);
  });

  it('is 0 for the same relations, turned and scaled, and in another dimension', () => {
    const teacher = [[1, 2], [3, -1], [0, 1], [2, 2]]; // prettier-ignore
    const turned = teacher.map(([x, y], i) => [0, (i + 1) * y, -(i + 1) * x]);
    assert.ok(Math.abs(valueOf(turned, teacher)) < 1e-6);
    assert.ok(valueOf([[1, 2], [3, -1], [0, -1], [2, 2]], teacher) > 1e-3); // prettier-ignore
  });

  it('has the gradient of finite differences, none for the teacher, and leaves no tensor', async () => {
    const student = tf.randomNormal<tf.Rank.R2>([5, 4], 0, 1, 'float32', 1);
    const teacher = tf.randomNormal<tf.Rank.R2>([5, 3], 0, 1, 'float32', 2);
    const direction = tf.randomNormal<tf.Rank.R2>([5, 4], 0, 1, 'float32', 3);
    const before = tf.memory().numTensors;
    const gradient = tf.grad((s) => probabilisticTransferLoss(s as tf.Tensor2D, teacher))(student);
    const along = tf.tidy(() => tf.sum(tf.mul(gradient, direction)).dataSync()[0]);
    const at = (h: number): number =>
      tf.tidy(() => probabilisticTransferLoss(tf.add(student, tf.mul(direction, h)), teacher).dataSync()[0]);
    const h = 1e-2;
    assert.ok(Math.abs((at(h) - at(-h)) / (2 * h) - along) < 1e-3 + 0.02 * Math.abs(along));
    gradient.dispose();
    assert.equal(tf.memory().numTensors, before);
    assert.throws(
      () => tf.grad((t) => probabilisticTransferLoss(student, t as tf.Tensor2D))(teacher),
      /Cannot compute gradient/,
    );
    tf.dispose([student, teacher, direction]);
  });

  it('needs batches of one length, and has nothing to say of a single sample', () => {
    assert.equal(valueOf([[1, 2]], [[2, 1]]), 0);
    assert.throws(() => valueOf([[1, 2], [1, 3]], [[1, 2]]), /teacher/); // prettier-ignore
  });
});
