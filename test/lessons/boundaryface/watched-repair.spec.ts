import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { withNoise, labelKind, outsidersNeeded } from '../../../src/lessons/boundaryface/noise';
import { trainOnNoise } from '../../../src/lessons/boundaryface/training';
import { classCosines, repairCounts, repairMoments } from '../../../src/lessons/boundaryface/watched-repair';
import { arcFaceMethod } from '../../../src/methods/arcface';
import { boundaryFaceMethod } from '../../../src/methods/boundaryface';
import { subCenterMethod } from '../../../src/methods/sub-center';
import { withUnitStart } from '../../../src/methods/unit-start';
import { disposeModel } from '../../../src/models/face-model';
import { blobFaces } from '../../support/blobs';

const numbers = async (counts: Record<string, tf.Scalar>): Promise<Record<string, number>> =>
  Object.fromEntries(
    await Promise.all(Object.entries(counts).map(async ([name, count]) => [name, (await count.data())[0]])),
  );

describe('what the repair does, counted', () => {
  it('by hand: six pictures in every situation', async () => {
    const before = tf.memory().numTensors;
    // cos(arccos 0.9 + 0.5) = 0.58 and cos(arccos 0.5 + 0.5) = 0.02: 0.9 convinces against 0.1, 0.5 does not.
    const rows: [cosines: number[], label: number, truth: number][] = [
      [[0.9, 0.1, 0], 0, 0], // right, and left alone
      [[0.1, 0.9, 0], 0, 1], // flipped, repaired
      [[0.1, 0.9, 0], 0, 2], // flipped, moved to a third class
      [[0.1, 0.5, 0], 0, 1], // flipped, seen through, but not by the margin
      [[0.9, 0.1, 0], 0, 1], // flipped, and believed
      [[0.1, 0.9, 0], 0, 0], // right, and spoilt
      [[0.1, 0.9, 0], 0, -1], // an outsider, moved
      [[0.5, 0.4, 0], 0, -1], // an outsider, left where it is
    ];
    const cosines = tf.tensor2d(rows.map(([row]) => row));
    const labels = tf.tensor1d(rows.map(([, label]) => label), 'int32'); // prettier-ignore
    const truth = tf.tensor1d(rows.map(([, , t]) => t), 'int32'); // prettier-ignore
    const counts = repairCounts(cosines, labels, truth, { margin: 0.5 });
    assert.deepEqual(await numbers(counts), {
      flipped: 4,
      outsiders: 2,
      relabelled: 4,
      repaired: 1,
      spoilt: 1,
      moved: 1,
      believed: 1,
      seenThrough: 2,
    });
    tf.dispose([cosines, labels, truth, counts]);
    assert.equal(tf.memory().numTensors, before, 'tensors left behind');
  });

  it('a class with several centers is as near as its nearest', async () => {
    const weights = tf.tensor3d([[[1, 0], [0, 1]], [[-1, 0], [0, -2]]]); // prettier-ignore
    const found = await classCosines(tf.tensor2d([[0, 3]]), weights).array();
    assert.deepEqual(found, [[1, 0]]);
  });

  it('shares are of what there was in a moment, the last one included', () => {
    const metrics = {
      flipped: [2, 2, 0],
      outsiders: [1, 1, 0],
      relabelled: [1, 3, 0],
      repaired: [1, 1, 0],
      spoilt: [0, 1, 0],
      moved: [0, 1, 0],
      believed: [1, 0, 0],
      seenThrough: [1, 1, 0],
    };
    assert.deepEqual(repairMoments({ metrics }, { every: 2, batch: 8 }), [
      { step: 2, precision: 0.5, recall: 0.5, spoilt: 0.1, moved: 0.5, believed: 0.25, seenThrough: 0.5 },
      { step: 3, precision: NaN, recall: NaN, spoilt: 0, moved: NaN, believed: NaN, seenThrough: NaN },
    ]);
  });
});

describe('label noise of both kinds', () => {
  const people = blobFaces({ identities: 8, picturesEach: 10, size: 4, seed: 1 });
  const outsiders = {
    ...blobFaces({ identities: 4, picturesEach: 10, size: 4, seed: 2 }),
    names: ['a', 'b', 'c', 'd'],
  };

  it('is the share of all pictures that was asked for', () => {
    const noisy = withNoise(people, outsiders, { closed: 0.2, open: 0.2 }, 1);
    assert.equal(noisy.faces.count, 100);
    const kinds = Array.from({ length: 100 }, (_, index) => labelKind(noisy, index));
    const count = (kind: string): number => kinds.filter((one) => one === kind).length;
    assert.deepEqual([count('right'), count('flipped'), count('outsider')], [60, 20, 20]);
    assert.equal(outsidersNeeded(80, { open: 0.2 }), 20);
  });

  it('training watches the rule for every kind of head, and leaves nothing behind', async () => {
    const noisy = withNoise(people, outsiders, { closed: 0.1, open: 0.1 }, 1);
    const settings = {
      network: { size: 4, dim: 8, widths: [8, 16] },
      batch: 16,
      steps: 12,
      learningRate: 0.05,
      headRate: 4,
      ruleMargin: 0.5,
      moments: 3,
    };
    const options = { margin: 0.3, scale: 8 };
    const before = tf.memory().numTensors;
    for (const method of [
      withUnitStart(arcFaceMethod(options)),
      subCenterMethod({ centers: 2, ...options }),
      withUnitStart(boundaryFaceMethod({ ...options, lambda: 1, from: 6 })),
    ]) {
      const { model, repairs, computedAs, reason } = await trainOnNoise(method, noisy, settings, { seed: 1 });
      disposeModel(model);
      assert.equal(computedAs, 'graph', reason);
      assert.deepEqual(repairs.map(({ step }) => step), [4, 8, 12]); // prettier-ignore
    }
    assert.equal(tf.memory().numTensors, before, 'tensors left behind');
  });
});
