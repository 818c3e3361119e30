import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import {
  expectationNormalized,
  hardAggregation,
  selfDistributedLabels,
  softAggregation,
  updatedExpectation,
} from '../../src/models/groupface';
import { assertClose } from '../support/golden';

const read = (compute: () => tf.Tensor): number[] => tf.tidy(() => Array.from(compute().dataSync()));

describe('GroupFace pieces', () => {
  // Everybody leans to group 0; sample 1 the least.
  const p = (): tf.Tensor2D => tf.tensor2d([[0.9, 0.1], [0.6, 0.4]]); // prettier-ignore

  it('self-distributed labels spread samples over groups that argmax leaves empty', () => {
    assert.deepEqual(
      read(() => tf.argMax(p(), 1)),
      [0, 0],
    );
    assert.deepEqual(
      read(() => selfDistributedLabels(p())),
      [0, 1],
    );
    assertClose(
      read(() => expectationNormalized(p())),
      [0.575, 0.425, 0.425, 0.575],
      1e-6,
      'p~',
    ); // ±0.15 / 2 + 1/2
  });

  it('a running expectation lets a single sample have a group', () => {
    const one = (): tf.Tensor2D => tf.tensor2d([[0.6, 0.4]]);
    assert.deepEqual(
      read(() => selfDistributedLabels(one())),
      [0],
      'a tie without it',
    );
    assert.deepEqual(
      read(() => selfDistributedLabels(one(), tf.tensor1d([0.75, 0.25]))),
      [1],
    );
    assertClose(
      read(() => updatedExpectation(tf.tensor1d([0.5, 0.5]), p(), 0.8)),
      [0.55, 0.45],
      1e-6,
      'E',
    );
  });

  it('aggregation adds the groups by their weight, or the first most likely one', () => {
    const v = (): tf.Tensor2D => tf.tensor2d([[1, 1]]);
    const groups = (): tf.Tensor3D => tf.tensor3d([[[10, 0], [0, 100]]]); // prettier-ignore
    const of = (...weights: number[]): tf.Tensor2D => tf.tensor2d([weights]);
    assertClose(
      read(() => softAggregation(v(), groups(), of(0.3, 0.7))),
      [4, 71],
      1e-6,
      'soft',
    );
    assert.deepEqual(
      read(() => hardAggregation(v(), groups(), of(0.3, 0.7))),
      [1, 101],
    );
    assert.deepEqual(
      read(() => hardAggregation(v(), groups(), of(0.5, 0.5))),
      [11, 1],
    );
  });

  it('leave no tensor behind', () => {
    const [probabilities, v, groups, e] = [
      p(),
      tf.ones([2, 3]) as tf.Tensor2D,
      tf.ones([2, 2, 3]) as tf.Tensor3D,
      tf.ones([2]) as tf.Tensor1D,
    ];
    const before = tf.memory().numTensors;
    const results = [
      expectationNormalized(probabilities, e),
      selfDistributedLabels(probabilities),
      updatedExpectation(e, probabilities),
      softAggregation(v, groups, probabilities),
      hardAggregation(v, groups, probabilities),
    ];
    assert.equal(tf.memory().numTensors, before + results.length);
    tf.dispose([results, probabilities, v, groups, e]);
  });
});
