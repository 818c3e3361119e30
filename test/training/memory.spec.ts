import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { pictureBatches } from '../../src/data/batches';
import { identitySampler } from '../../src/data/sampler';
import { residualBackbone } from '../../src/models/backbones/residual';
import { classWeights, disposeModel, faceModel } from '../../src/models/face-model';
import { arcFaceLoss } from '../../src/losses/arcface';
import { fit } from '../../src/training/fit';
import { blobFaces } from '../support/blobs';

describe('a long training', function () {
  this.timeout(240_000);

  it('keeps its number of tensors over 1,000 steps, and its memory within 5 %', async () => {
    const faces = blobFaces({ identities: 6, picturesEach: 8, size: 16, seed: 1 });
    const batches = pictureBatches(faces, identitySampler(faces.labels, { identities: 4, pictures: 2, seed: 2 }));
    const model = faceModel(residualBackbone({ size: 16, dim: 8, widths: [8, 16], seed: 1 }), {
      weights: classWeights(6, 8, 1),
    });
    const seen: { tensors: number; resident: number }[] = [];
    await fit(model, batches, {
      loss: ({ embeddings, labels, head }) => arcFaceLoss(embeddings, labels, head.weights, { margin: 0.2, scale: 8 }),
      steps: 1200,
      learningRate: 0.01,
      onStep: ({ step }) => {
        if (step % 200 !== 0) return;
        seen.push({ tensors: tf.memory().numTensors, resident: process.memoryUsage().rss });
      },
    });
    // The first 200 steps fill the allocator's pools; what counts is that 1,000 further ones need nothing more.
    assert.equal(new Set(seen.map(({ tensors }) => tensors)).size, 1);
    const growth = seen[seen.length - 1].resident / seen[0].resident - 1;
    console.log(`      resident memory grew by ${(100 * growth).toFixed(1)} % over 1,000 steps`);
    assert.ok(growth < 0.05);
    disposeModel(model);
  });
});
