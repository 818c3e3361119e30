import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { compile } from '../../../src/engine/compile';

describe('convolutions in bfloat16', () => {
  /** Value, gradient of the picture and of the filter of a convolution, compiled. */
  async function results(): Promise<number[][]> {
    const inputs = {
      x: tf.randomNormal([2, 6, 6, 8], 0, 1, 'float32', 1),
      filter: tf.randomNormal([3, 3, 8, 4], 0, 1, 'float32', 2),
      weights: tf.randomNormal([2, 6, 6, 4], 0, 1, 'float32', 3),
    };
    const compiled = compile(({ x, filter, weights }) => {
      const f = (x: tf.Tensor, filter: tf.Tensor) =>
        tf.sum(tf.mul(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'), weights));
      const { value, grads } = tf.valueAndGrads(f)([x, filter]);
      return { value, x: grads[0], filter: grads[1] };
    });
    const outputs = await compiled.run(inputs);
    assert.equal(compiled.mode, 'graph', compiled.reason);
    const values = await Promise.all(Object.values(outputs).map(async (one) => Array.from(await one.data())));
    tf.dispose([inputs, outputs]);
    compiled.dispose();
    return values;
  }

  it('happen only where FACELAB_BFLOAT16 asks for them, and are off by the rounding of 8 bits', async () => {
    const float32 = await results();
    process.env.FACELAB_BFLOAT16 = '1';
    let bfloat16: number[][];
    try {
      bfloat16 = await results();
    } finally {
      delete process.env.FACELAB_BFLOAT16;
    }
    float32.slice(1).forEach((exact, gradient) => {
      const error = Math.hypot(...exact.map((value, index) => value - bfloat16[gradient + 1][index]));
      const relative = error / Math.hypot(...exact);
      assert.ok(relative > 1e-4 && relative < 8e-3, `relative error ${relative}`);
    });
    assert.deepEqual(await results(), float32);
  });
});
