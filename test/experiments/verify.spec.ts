import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { matrixFrom } from '../../src/base/matrix';
import { seeded } from '../../src/base/random';
import { arcFaceMethod } from '../../src/methods/arcface';
import { withUnitStart } from '../../src/methods/unit-start';
import { openRates, rocRates, rolesOf, verify } from '../../src/experiments/verify';

describe('what a run is measured by', () => {
  it('measures people who cannot be mixed up as such, and chance as chance', async () => {
    const random = seeded(1, 'verify');
    const labels = Int32Array.from({ length: 160 }, (_, row) => Math.floor(row / 4));
    const row = (label: number, noise: number): number[] =>
      Array.from({ length: 40 }, (_, d) => (d === label ? 1 - noise : 0) + (noise + 0.01) * random.normal());
    const perfect = await verify(matrixFrom(Array.from(labels, (label) => row(label, 0))), labels);
    assert.deepEqual([perfect.accuracy, perfect.equalErrorRate, perfect.rank1], [1, 0, 1]);
    assert.deepEqual(new Set(perfect.roc.slice(10)), new Set([1])); // 12,480 impostor pairs
    assert.deepEqual(perfect.tpir, [1, 1, 1, 1]);
    assert.deepEqual(perfect.cmc, new Array(20).fill(1));
    const blind = await verify(matrixFrom(Array.from(labels, (label) => row(label, 1))), labels);
    assert.ok(Math.abs(blind.accuracy - 0.5) < 0.06 && Math.abs(blind.equalErrorRate - 0.5) < 0.06);
    assert.ok(blind.dPrime < 0.2 && blind.rank1 < 0.1, `${blind.dPrime} ${blind.rank1}`);
    assert.equal(blind.roc.length, rocRates.length);
    assert.equal(blind.tpir.length, openRates.length);
  });

  it('deals pictures to gallery and probes, people to known and strangers', () => {
    const { enrolled, probes, known, strangers } = rolesOf([7, 7, 8, 9, 8, 9, 5]);
    assert.deepEqual(
      [enrolled, probes, [...known], strangers],
      [
        [0, 2, 3, 6],
        [1, 4, 5],
        [7, 8],
        [3, 5, 6],
      ],
    );
  });

  it('class weights that start with length 1 keep their directions', async () => {
    const method = arcFaceMethod({ margin: 0.2, scale: 16 });
    const plain = method.head(5, 3, 1).weights;
    const { weights } = withUnitStart(method).head(5, 3, 1);
    const lengths = await tf.norm(weights, 2, 1).data();
    lengths.forEach((length) => assert.ok(Math.abs(length - 1) < 1e-5));
    const cosines = await tf.sum(tf.div(tf.mul(plain, weights), tf.norm(plain, 2, 1, true)), 1).data();
    cosines.forEach((cosine) => assert.ok(Math.abs(cosine - 1) < 1e-5));
  });
});
