import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { planOf } from '../../../src/engine/graph/plan';
import { record } from '../../../src/engine/graph/record';
import { releaseRecording } from '../../../src/engine/graph/recording';
import { nativeBackend } from '../../../src/engine/kernels/native';

describe('planOf', () => {
  it('keeps in the graph what the step assigns and what is large, and hands over the rest', () => {
    const native = nativeBackend()!;
    const before = tf.memory().numTensors;
    const variable = (size: number) => tf.tidy(() => tf.variable(tf.ones([size]), false));
    const [assigned, smallest, limit, large] = [1, 1, 1024, 1025].map(variable);
    const x = tf.tensor1d([1]);
    const captured = [tf.ones([1024]), tf.ones([1025])];
    // A tensor reaches TensorFlow when it is first used; inside the step it would count as a constant of the step.
    native.getInputTensorIds(captured);
    const { recording, outputs } = record(
      native,
      ({ x }) =>
        tf.tidy(() => {
          assigned.assign(tf.add(assigned, x));
          const sums = [smallest, limit, large, ...captured].map((one) => tf.sum(tf.mul(one, x)));
          return { sum: tf.addN(sums) };
        }),
      { x },
    );
    assert.deepEqual(planOf(recording), {
      variables: ['resident', 'fed', 'fed', 'frozen'],
      captured: ['constant', 'frozen'],
    });
    releaseRecording(native, recording);
    tf.dispose([assigned, smallest, limit, large, captured, outputs, x]);
    assert.equal(tf.memory().numTensors, before);
  });
});
