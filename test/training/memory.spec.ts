import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { pictureBatches } from '../../src/data/batches';
import { identitySampler } from '../../src/data/sampler';
import { residualBackbone } from '../../src/models/backbones/residual';
import { classWeights, disposeModel, faceModel } from '../../src/models/face-model';
import { arcFaceLoss } from '../../src/losses/arcface';
import { fit } from '../../src/training/fit';
import { blobFaces } from '../support/blobs';

/** FACELAB_LONG=1 looks longer. */
const isLong = Boolean(process.env.FACELAB_LONG);
const steps = isLong ? 10_000 : 1000;
const trainings = isLong ? 60 : 15;

describe('a long training', function () {
  this.timeout(0.24 * steps * 1000);

  it(`keeps its number of tensors over ${steps} steps, and its memory within 5 %`, async () => {
    const faces = blobFaces({ identities: 6, picturesEach: 8, size: 16, seed: 1 });
    const batches = pictureBatches(faces, identitySampler(faces.labels, { identities: 4, pictures: 2, seed: 2 }));
    const model = faceModel(residualBackbone({ size: 16, dim: 8, widths: [8, 16], seed: 1 }), {
      weights: classWeights(6, 8, 1),
    });
    const seen: { tensors: number; resident: number }[] = [];
    const { computedAs } = await fit(model, batches, {
      loss: ({ embeddings, labels, head }) => arcFaceLoss(embeddings, labels, head.weights, { margin: 0.2, scale: 8 }),
      steps: 200 + steps,
      learningRate: 0.01,
      onStep: ({ step }) => {
        if (step % 200 !== 0) return;
        seen.push({ tensors: tf.memory().numTensors, resident: process.memoryUsage().rss });
      },
    });
    // The first 200 steps fill the allocator's pools; what counts is that the further ones need nothing more.
    assert.equal(computedAs, tf.getBackend() === 'tensorflow' ? 'graph' : 'eager');
    assert.equal(new Set(seen.map(({ tensors }) => tensors)).size, 1);
    const growth = seen[seen.length - 1].resident / seen[0].resident - 1;
    console.log(`      resident memory grew by ${(100 * growth).toFixed(1)} % over ${steps} steps`);
    assert.ok(growth < 0.05);
    disposeModel(model);
  });

  it('gives back tensors and graphs of short trainings', async () => {
    const faces = blobFaces({ identities: 6, picturesEach: 8, size: 16, seed: 1 });
    const batches = pictureBatches(faces, identitySampler(faces.labels, { identities: 4, pictures: 2, seed: 2 }));
    const seen: { tensors: number; resident: number; graphs?: number }[] = [];
    const { binding } = tf.backend() as unknown as { binding?: { getNumOfSavedModels(): number } };
    for (let training = 0; training < trainings; training++) {
      const model = faceModel(residualBackbone({ size: 16, dim: 8, widths: [8, 16], seed: 1 }), {
        weights: classWeights(6, 8, 1),
      });
      await fit(model, batches, {
        loss: ({ embeddings, labels, head }) =>
          arcFaceLoss(embeddings, labels, head.weights, { margin: 0.2, scale: 8 }),
        steps: 3,
        learningRate: 0.01,
      });
      disposeModel(model);
      seen.push({
        tensors: tf.memory().numTensors,
        resident: process.memoryUsage().rss,
        graphs: binding?.getNumOfSavedModels(),
      });
    }
    const [first, last] = [seen[9], seen[trainings - 1]];
    assert.deepEqual([last.tensors, last.graphs], [first.tensors, first.graphs]);
    const growth = (last.resident - first.resident) / (trainings - 10) / 2 ** 20;
    console.log(`      a training left ${growth.toFixed(2)} MiB behind`);
    if (isLong) assert.ok(growth < 1, `${growth} MiB`);
  });
});
