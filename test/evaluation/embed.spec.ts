import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { rowOf } from '../../src/base/matrix';
import { imageTensor } from '../../src/data/batches';
import { pictureOf } from '../../src/data/faces';
import { embed } from '../../src/evaluation/embed';
import { residualBackbone } from '../../src/models/backbones/residual';
import { forward } from '../../src/models/face-model';
import { blobFaces } from '../support/blobs';

describe('embed', () => {
  const faces = blobFaces({ identities: 3, picturesEach: 3, size: 16, seed: 1 });

  it('gives each picture the embedding that it has alone, whatever the batch', async () => {
    const backbone = residualBackbone({ size: 16, dim: 4, widths: [8, 8], seed: 1 });
    const told: number[] = [];
    const all = await embed(backbone, faces, { batch: 4, onProgress: (done) => told.push(done) });
    const alone = await tf
      .tidy(() => forward(backbone, imageTensor(pictureOf(faces, 5).pixels, 16), false).embeddings)
      .data();
    assert.deepEqual([all.rows, all.columns], [9, 4]);
    assert.deepEqual(told, [4, 8, 9]);
    rowOf(all, 5).forEach((value, index) => assert.ok(Math.abs(value - alone[index]) < 1e-5));
    backbone.dispose();
  });

  it('leaves no tensor behind and stops on a signal', async () => {
    const backbone = residualBackbone({ size: 16, dim: 4, widths: [8, 8], seed: 1 });
    const before = tf.memory().numTensors;
    await embed(backbone, faces);
    assert.equal(tf.memory().numTensors, before);
    const controller = new AbortController();
    const run = embed(backbone, faces, { batch: 2, signal: controller.signal, onProgress: () => controller.abort() });
    await assert.rejects(run, { name: 'AbortError' });
    backbone.dispose();
  });

  it('hands on no number that is not finite, and names the picture', async () => {
    const backbone = residualBackbone({ size: 16, dim: 4, widths: [8, 8], seed: 1 });
    const [kernel] = backbone.layers[1].getWeights();
    backbone.layers[1].setWeights([tf.fill(kernel.shape, NaN)]);
    const before = tf.memory().numTensors;
    await assert.rejects(embed(backbone, faces), {
      name: 'InputError',
      message: /^The network gives NaN for .+: its weights are damaged or its training went astray/,
    });
    assert.equal(tf.memory().numTensors, before);
    backbone.dispose();
  });
});
