import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { matrixFrom } from '../../../src/base/matrix';
import { audit, repairScore, snapshotOf } from '../../../src/lessons/boundaryface/audit';
import { mistakesOf } from '../../../src/lessons/boundaryface/look-alikes';
import { pullOf } from '../../../src/lessons/boundaryface/pull';
import { arcFaceMethod } from '../../../src/methods/arcface';
import { boundaryFaceMethod } from '../../../src/methods/boundaryface';
import { curricularFaceMethod } from '../../../src/methods/curricularface';
import { toyBackbone } from '../../../src/models/backbones/toy';
import { classWeights, disposeModel, faceModel } from '../../../src/models/face-model';
import { blobFaces } from '../../support/blobs';

/** Four pictures of three classes: right, flipped and repairable, flipped with a look-alike in front, an outsider. */
const cosines = matrixFrom([
  [0.9, 0.1, 0],
  [0.1, 0.9, 0],
  [0.1, 0.8, 0.7],
  [0.4, 0.4, 0.4],
]);
const labels = Int32Array.of(0, 0, 0, 2);
const truth = Int32Array.of(0, 1, 2, -1);
const noisy = { faces: { ...blobFaces({ identities: 1, picturesEach: 4, size: 4, seed: 1 }), labels, names: ['a', 'b', 'c'] }, truth }; // prettier-ignore

describe('the audit of labels', () => {
  it('says of every picture what the rule makes of it, and how near it lies', async () => {
    const before = tf.memory().numTensors;
    const audited = await audit({ cosines }, noisy, { margin: 0.5 });
    assert.deepEqual(
      audited.map(({ kind, given, truth: t, corrected }) => [kind, given, t, corrected]),
      [
        ['right', 0, 0, 0],
        ['flipped', 0, 1, 1],
        ['flipped', 0, 2, 1],
        ['outsider', 2, -1, 2],
      ],
    );
    assert.ok(Math.abs(audited[1].ownAngle - Math.acos(0.1)) < 1e-6);
    assert.ok(Math.abs(audited[1].otherAngle - Math.acos(0.9)) < 1e-6);
    assert.deepEqual(repairScore(audited), { precision: 0.5, recall: 0.5, wrongBefore: 3, wrongAfter: 2 });
    assert.equal(tf.memory().numTensors, before, 'tensors left behind');
  });

  it('knows who was taken for whom, and how alike the network finds the two', async () => {
    const audited = await audit({ cosines }, noisy, { margin: 0.5 });
    const near = matrixFrom([[1, 0], [0.1, 1], [0, 3]]); // prettier-ignore
    const mistakes = mistakesOf(audited, near);
    assert.deepEqual(mistakes.map(({ index, rank }) => [index, rank]), [[2, 1]]); // prettier-ignore
    const far = matrixFrom([[0, 1], [1, 0], [0, 3]]); // prettier-ignore
    assert.deepEqual(mistakesOf(audited, far).map(({ rank }) => rank), [2]); // prettier-ignore
  });

  it('takes embeddings, weights and cosines from a model', async () => {
    const faces = blobFaces({ identities: 3, picturesEach: 2, size: 8, seed: 1 });
    const before = tf.memory().numTensors;
    const model = faceModel(toyBackbone({ size: 8, dim: 4, seed: 1 }), { weights: classWeights(3, 4, 1) });
    const { embeddings, weights, cosines: found } = await snapshotOf(model, faces);
    disposeModel(model);
    const shapes = [embeddings, weights, found].map(({ rows, columns }) => [rows, columns]);
    assert.deepEqual(shapes, [[6, 4], [3, 4], [6, 3]]); // prettier-ignore
    assert.ok(Array.from(found.values).every((cosine) => Math.abs(cosine) <= 1 + 1e-6));
    assert.equal(tf.memory().numTensors, before, 'tensors left behind');
  });
});

describe('who pulls at the network', () => {
  const at = {
    embeddings: matrixFrom([[1, 0.1, 0], [2, 0, 0.2], [0, 0, 1]]), // prettier-ignore
    labels: [0, 0, 1],
    kinds: ['right', 'right', 'flipped'] as const,
    weights: matrixFrom([[1, 0, 0], [0, 1, 0], [0, 0, 1]]), // prettier-ignore
  };
  const pull = async (method: Parameters<typeof pullOf>[0], step: number): ReturnType<typeof pullOf> =>
    pullOf(method, { ...at, kinds: [...at.kinds] }, step);

  it('shares add up, and a wrong label pulls hardest until it is repaired', async () => {
    const options = { margin: 0.5, scale: 8 };
    const before = tf.memory().numTensors;
    const arcFace = await pull(arcFaceMethod(options), 0);
    assert.ok(Math.abs(arcFace.right.pictures - 2 / 3) < 1e-9 && Math.abs(arcFace.flipped.pictures - 1 / 3) < 1e-9);
    assert.ok(Math.abs(arcFace.right.gradient + arcFace.flipped.gradient - 1) < 1e-6);
    assert.deepEqual(arcFace.outsider, { pictures: 0, gradient: 0 });
    assert.ok(arcFace.flipped.gradient > 0.6, `${arcFace.flipped.gradient}`);
    const boundary = boundaryFaceMethod({ ...options, lambda: 0, from: 5 });
    assert.deepEqual(await pull(boundary, 4), arcFace);
    assert.ok((await pull(boundary, 5)).flipped.gradient < 0.35);
    await pull(curricularFaceMethod(options), 0);
    assert.equal(tf.memory().numTensors, before, 'tensors left behind');
  });
});
