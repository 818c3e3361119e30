import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { matrixOf, tensorOf } from '../../src/base/host';
import { matrixFrom } from '../../src/base/matrix';

describe('base/host', () => {
  it('brings a tensor to the host and back; a vector becomes one row', async () => {
    const before = tf.memory().numTensors;
    const tensor = tensorOf(matrixFrom([[1, 2, 3], [4, 5, 6]])); // prettier-ignore
    assert.deepEqual([tensor.shape, tensor.dtype], [[2, 3], 'float32']);
    assert.deepEqual(await matrixOf(tensor), { values: Float32Array.of(1, 2, 3, 4, 5, 6), rows: 2, columns: 3 });
    const vector = tf.tensor1d([7, 8]);
    assert.deepEqual(await matrixOf(vector), { values: Float32Array.of(7, 8), rows: 1, columns: 2 });
    tf.dispose([tensor, vector]);
    assert.equal(tf.memory().numTensors, before);
  });

  it('hands out a copy: what a variable becomes later does not change it', async () => {
    const variable = tf.variable(tf.tensor2d([[1, 2]]));
    const earlier = await matrixOf(variable);
    variable.assign(tf.tensor2d([[9, 9]]));
    assert.deepEqual(earlier.values, Float32Array.of(1, 2));
    variable.dispose();
  });
});
