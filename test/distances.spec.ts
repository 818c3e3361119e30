import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import {
  chiSquareDistance,
  chiSquareDistances,
  cosineDistances,
  cosines,
  inverseLengths,
  lengths,
  squaredDistances,
  unitVectors,
} from '../src/distances';
import { assertClose } from './support/golden';

describe('distances', () => {
  const a = [[3, 4], [0, 0]]; // prettier-ignore
  const b = [[3, 4], [-4, 3], [-6, -8]]; // prettier-ignore
  const read = (compute: () => tf.Tensor): unknown => tf.tidy(() => compute().arraySync());

  it('squared Euclidean', () => {
    assert.deepEqual(read(() => squaredDistances(tf.tensor2d(a), tf.tensor2d(b))), [[0, 50, 225], [25, 25, 100]]); // prettier-ignore
  });

  it('cosine: 0 in one direction, 1 across, 2 opposite; 1 from a zero vector', () => {
    const expected = [[0, 1, 2], [1, 1, 1]]; // prettier-ignore
    assertClose(
      (read(() => cosineDistances(tf.tensor2d(a), tf.tensor2d(b))) as number[][]).flat(),
      expected,
      1e-6,
      'cosine',
    );
    assertClose(
      (read(() => cosines(tf.tensor2d(a), tf.tensor2d(b))) as number[][]).flat(),
      [1, 0, -1, 0, 0, 0],
      1e-6,
      'cosines',
    );
  });

  it('on the unit sphere, squared Euclidean = 2 × cosine', () => {
    const x = tf.randomNormal([5, 4], 0, 1, 'float32', 3) as tf.Tensor2D;
    const [squared, cosine] = tf.tidy(() => {
      const z = unitVectors(x);
      return [squaredDistances(z, z).dataSync(), tf.mul(2, cosineDistances(x, x)).dataSync()];
    });
    x.dispose();
    assertClose(squared, Array.from(cosine), 1e-5, 'squared distance');
  });

  it('chi-square: (1−3)²/4 and 0 where both are 0, weighted', () => {
    const f = tf.tensor2d([[1, 0, 2]]);
    const g = tf.tensor2d([[3, 0, 2], [0, 0, 1]]); // prettier-ignore
    const w = tf.tensor1d([10, 100, 3]);
    assert.deepEqual(
      read(() => chiSquareDistances(f, g, w)),
      [[10, 11]],
    ); // 10·4/4, and 10·1/1 + 3·1/3
    assert.deepEqual(
      read(() => chiSquareDistance(f, tf.slice(g, 0, 1), w)),
      [10],
    );
    tf.dispose([f, g, w]);
  });

  it('lengths and unit vectors, also of zero vectors', () => {
    assertClose((read(() => unitVectors(tf.tensor2d(a))) as number[][]).flat(), [0.6, 0.8, 0, 0], 1e-6, 'unit vectors');
    assertClose((read(() => lengths(tf.tensor2d(a))) as number[][]).flat(), [5, 0], 1e-6, 'lengths');
    assertClose((read(() => inverseLengths(tf.tensor2d(a))) as number[][]).flat(), [0.2, 0], 1e-6, 'inverse lengths');
  });

  it('leave no tensor behind', () => {
    const [x, y, w] = [tf.tensor2d(a), tf.tensor2d(b), tf.tensor1d([1, 1])];
    const before = tf.memory().numTensors;
    const results = [
      squaredDistances(x, y),
      cosineDistances(x, y),
      chiSquareDistance(x, x, w),
      chiSquareDistances(x, y, w),
      unitVectors(x),
      lengths(x),
      inverseLengths(x),
    ];
    assert.equal(tf.memory().numTensors, before + results.length);
    tf.dispose([results, x, y, w]);
  });
});
