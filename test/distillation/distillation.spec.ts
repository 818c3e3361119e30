import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import {
  attentionDistillationLoss,
  attentionMap,
  attentionTransferLoss,
  logitDistillationLoss,
} from '../../src/distillation/attention';
import { featureConsistencyLoss, mutualRelationLoss, relationCosines } from '../../src/distillation/coupleface';
import { updatedBank } from '../../src/distillation/feature-bank';
import { assertClose } from '../support/golden';

const read = (compute: () => tf.Tensor): number[] => tf.tidy(() => Array.from(compute().dataSync()));

describe('distillation', () => {
  it('a student that equals its teacher has the loss 0 and no gradient', () => {
    const x = tf.randomNormal([3, 4, 4, 2], 0, 1, 'float32', 1) as tf.Tensor4D;
    const flat = tf.reshape(x, [3, 32]) as tf.Tensor2D;
    const maps = { channel: flat, spatial: x };
    const losses: Record<string, [tf.Tensor, (student: tf.Tensor) => tf.Scalar]> = {
      attention: [flat, (s) => attentionDistillationLoss({ channel: s, spatial: x }, maps)],
      transfer: [x, (s) => attentionTransferLoss(s as tf.Tensor4D, x)],
      logits: [flat, (s) => logitDistillationLoss(s as tf.Tensor2D, flat, { temperature: 4 })],
      consistency: [flat, (s) => featureConsistencyLoss(s as tf.Tensor2D, flat)],
      relations: [flat, (s) => mutualRelationLoss(s as tf.Tensor2D, flat, flat, [[1, 2], [0, 2], [0, 1]])], // prettier-ignore
    };
    for (const [name, [student, loss]] of Object.entries(losses)) {
      const [value, ...gradient] = read(() => {
        const result = tf.valueAndGrad(loss)(student);
        return tf.concat([tf.reshape(result.value, [1]), tf.reshape(result.grad, [-1])]);
      });
      assert.ok(Math.abs(value) < 1e-6, `${name}: ${value}`);
      assert.ok(
        gradient.every((entry) => Math.abs(entry) < 1e-6),
        `${name}: ${gradient}`,
      );
    }
    tf.dispose([x, flat]);
  });

  it('attention: opposite maps are 2 apart, both maps count, blocks are added up', () => {
    const one = tf.ones([2, 3]);
    const minus = tf.neg(one);
    const [same, opposite, half] = [
      { channel: one, spatial: one },
      { channel: minus, spatial: minus },
      { channel: minus, spatial: one },
    ];
    assertClose(
      read(() => attentionDistillationLoss(opposite, same)),
      4,
      1e-6,
      'both',
    );
    assertClose(
      read(() => attentionDistillationLoss([half, same, opposite], [same, same, same])),
      6,
      1e-6,
      '2 + 0 + 4',
    );
    tf.dispose([one, minus]);
  });

  it('attention transfer takes the teacher’s features or the maps that were kept of them', () => {
    const [student, teacher] = [2, 3].map(
      (seed) => tf.randomNormal([2, 3, 3, 4], 0, 1, 'float32', seed) as tf.Tensor4D,
    );
    const kept = attentionMap(teacher);
    assert.deepEqual(kept.shape, [2, 9]);
    assertClose(
      read(() => attentionMap(tf.tensor4d([1, 1, 0, 2], [1, 1, 2, 2]))),
      [2 / Math.sqrt(20), 4 / Math.sqrt(20)],
      1e-6,
      'q = [2, 4]',
    );
    const gradients = [teacher, kept].map((given) =>
      read(() => tf.grad((s) => attentionTransferLoss(s as tf.Tensor4D, given))(student)),
    );
    assert.deepEqual(gradients[0], gradients[1]);
    assert.throws(() => attentionTransferLoss(student, tf.zeros([2, 8])), /teacher has the shape \[2, 8\]/);
    tf.dispose([student, teacher, kept]);
  });

  it('no gradient reaches a teacher', () => {
    const student = tf.tensor2d([[1, 2, 3]]);
    const other = tf.tensor2d([[3, 2, 5]]);
    const losses = [
      featureConsistencyLoss,
      (s: tf.Tensor2D, t: tf.Tensor2D) => logitDistillationLoss(s, t, { temperature: 2 }),
    ];
    for (const loss of losses) {
      assert.throws(
        () => tf.grad((teacher) => loss(student, teacher as tf.Tensor2D))(other),
        /Cannot compute gradient/,
      );
    }
    tf.dispose([student, other]);
  });

  it('relations below the slack are left alone', () => {
    const [student, teacher, prototypes] = [tf.tensor2d([[3, 4]]), tf.tensor2d([[4, 3]]), tf.tensor2d([[2, 0], [0, 5]])]; // prettier-ignore
    assertClose(
      read(() => relationCosines(student, prototypes, [[1, 0]])),
      [0.8, 0.6],
      1e-6,
      'cosines, in the order asked for',
    );
    const loss = (slack: number, relations: number[][] | tf.Tensor2D = [[0, 1]]): number[] =>
      read(() => mutualRelationLoss(student, teacher, prototypes, relations, { slack }));
    assertClose(loss(0), 0.2, 1e-6, 'no slack');
    assertClose(loss(0.15), 0.05, 1e-5, 'slack 0.15');
    assert.deepEqual(loss(0.3), [0]);
    assertClose(loss(0, tf.tensor2d([[0, 1]], [1, 2], 'int32')), 0.2, 1e-6, 'relations as a tensor');
    tf.dispose([student, teacher, prototypes]);
  });
});

describe('feature bank', () => {
  it('keeps the last sample of each identity and leaves the others', () => {
    const bank = tf.tensor2d([[1, 1], [2, 2], [3, 3]]); // prettier-ignore
    const batch = tf.tensor2d([[5, 6], [7, 8], [9, 10]]); // prettier-ignore
    const before = tf.memory().numTensors;
    assert.deepEqual(
      read(() => updatedBank(bank, batch, [2, 0, 2])),
      [7, 8, 2, 2, 9, 10],
    );
    assert.deepEqual(
      read(() => updatedBank(bank, batch, tf.tensor1d([1, 1, 1], 'int32'))),
      [1, 1, 9, 10, 3, 3],
    );
    updatedBank(bank, batch, [0, 1, 2]).dispose();
    assert.equal(tf.memory().numTensors, before);
    tf.dispose([bank, batch]);
  });
});
