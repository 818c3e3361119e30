import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { squaredDistances, unitVectors } from '../../../src/distances';
import { nativeBackend } from '../../../src/engine/kernels/native';
import { unitProducts } from '../../../src/engine/kernels/unit-products';

describe('products of rows at unit length', () => {
  it('by hand, and nothing is left on the engine', function () {
    const native = nativeBackend();
    if (!native) return this.skip();
    const rows = tf.tensor2d([[3, 4], [-8, 6], [0, 0.5]]); // prettier-ignore
    const [x] = native.getInputTensorIds([rows]);
    assert.ok(x >= 0);
    const before = [tf.memory().numTensors, native.binding.getNumOfTensors()];
    const { products, squares } = unitProducts(native, rows);
    assert.deepEqual([tf.memory().numTensors, native.binding.getNumOfTensors()], before);
    const expected = [1, 0, 0.8, 0, 1, 0.6, 0.8, 0.6, 1];
    expected.forEach((value, i) => assert.ok(Math.abs(products[i] - value) < 1e-6, `${i}: ${products[i]}`));
    assert.ok(squares.length === 3 && squares.every((square) => Math.abs(square - 1) < 1e-6));
    rows.dispose();
  });

  it('makes the distances that the losses make, to the last digit, so that both choose the same among near ties', function () {
    const native = nativeBackend();
    if (!native) return this.skip();
    for (const [size, dim] of [
      [1, 1],
      [2, 3],
      [17, 5],
      [64, 128],
      [130, 33],
    ]) {
      tf.tidy(() => {
        const rows = tf.randomNormal([size, dim], 1, 2, 'float32', size + dim) as tf.Tensor2D;
        const z = unitVectors(rows);
        const expected = squaredDistances(z, z).dataSync();
        const { products, squares } = unitProducts(native, rows);
        const actual = expected.map((_, cell) => {
          const [i, j] = [Math.floor(cell / size), cell % size];
          return Math.max(0, Math.fround(Math.fround(squares[i] + squares[j]) - 2 * products[cell]));
        });
        assert.deepEqual(actual, expected, `${size} × ${dim}`);
      });
    }
  });
});
