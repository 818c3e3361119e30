import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { momentumUpdates } from '../../../src/engine/graph/momentum';
import { record } from '../../../src/engine/graph/record';
import { releaseRecording } from '../../../src/engine/graph/recording';
import { applyMomentum } from '../../../src/engine/kernels/momentum';
import { nativeBackend } from '../../../src/engine/kernels/native';

/** Whether each update of a step is recognised, and whether it has a condition. */
function recognised(step: (variable: tf.Variable, velocity: tf.Variable, gradient: tf.Tensor) => void): boolean[] {
  const native = nativeBackend()!;
  const before = tf.memory().numTensors;
  const [variable, velocity] = tf.tidy(() => [tf.variable(tf.ones([2, 3])), tf.variable(tf.ones([2, 3]))]);
  const gradient = tf.ones([2, 3]);
  const { recording, outputs } = record(
    native,
    ({ gradient }) => {
      tf.tidy(() => step(variable, velocity, gradient));
      return { sum: tf.sum(gradient) };
    },
    { gradient },
  );
  const found = momentumUpdates(recording).map(({ onlyIf }) => onlyIf !== undefined);
  releaseRecording(native, recording);
  tf.dispose([variable, velocity, gradient, outputs]);
  assert.equal(tf.memory().numTensors, before);
  return found;
}

describe('momentumUpdates', () => {
  const options = { learningRate: 0.1, momentum: 0.9 };

  it('finds an update, with weight decay, with a learning rate as a tensor, under a condition', () => {
    assert.deepEqual(recognised((v, m, g) => applyMomentum(v, m, g, options)), [false]); // prettier-ignore
    assert.deepEqual(recognised((v, m, g) => applyMomentum(v, m, g, { ...options, weightDecay: 0.1 })), [false]); // prettier-ignore
    assert.deepEqual(recognised((v, m, g) => applyMomentum(v, m, g, { ...options, learningRate: tf.scalar(1) })), [false]); // prettier-ignore
    assert.deepEqual(recognised((v, m, g) => applyMomentum(v, m, g, { ...options, onlyIf: tf.isFinite(tf.sum(g)) })), [true]); // prettier-ignore
  });

  it('leaves alone what only looks like one', () => {
    const twice = (v: tf.Variable, m: tf.Variable, g: tf.Tensor) => {
      applyMomentum(v, m, g, options);
      v.assign(tf.mul(v, 0.5));
    };
    const spread = (v: tf.Variable, m: tf.Variable) => applyMomentum(v, m, tf.scalar(1), options);
    const otherVelocity = (v: tf.Variable, m: tf.Variable, g: tf.Tensor) => {
      applyMomentum(v, m, g, options);
      m.assign(tf.zerosLike(m));
    };
    assert.deepEqual([twice, spread, otherVelocity].map(recognised), [[], [], []]);
  });
});
