import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { matrixFrom } from '../../../src/base/matrix';
import { pictureBatches } from '../../../src/data/batches';
import { shuffledSampler } from '../../../src/data/sampler';
import { embed } from '../../../src/evaluation/embed';
import { classifierAccuracy, watchedClassifier } from '../../../src/lessons/deepface/classifier';
import { deepFaceMethod } from '../../../src/methods/deepface';
import { toyBackbone } from '../../../src/models/backbones/toy';
import { disposeModel, faceModel } from '../../../src/models/face-model';
import { fit } from '../../../src/training/fit';
import { blobFaces } from '../../support/blobs';

describe('the classifier of the DeepFace lesson', () => {
  it('counts right names, bias included', async () => {
    const head = { weights: tf.tensor2d([[1, 0], [0, 1]]), bias: tf.tensor1d([0, 1]) }; // prettier-ignore
    const before = tf.memory().numTensors;
    const features = matrixFrom([[3, 1], [3, 2.5], [0, 0], [0, 3]]); // prettier-ignore
    assert.equal(await classifierAccuracy(features, [0, 0, 1, 1], head), 0.75);
    assert.equal(tf.memory().numTensors, before);
    tf.dispose(head);
  });

  it('learns names, as a graph, and says how many are right', async () => {
    const faces = blobFaces({ identities: 4, picturesEach: 8, size: 8, seed: 1 });
    const model = faceModel(toyBackbone({ size: 8, dim: 8, seed: 1 }), deepFaceMethod().head(4, 8, 1));
    const batches = pictureBatches(faces, shuffledSampler(faces.count, { batch: 16, seed: 1 }));
    const run = await fit(model, batches, { loss: watchedClassifier(), steps: 30, learningRate: 0.1 });
    assert.equal(run.computedAs, 'graph', run.reason);
    const { accuracy } = run.history.metrics;
    assert.ok(accuracy[0] < 0.6 && accuracy[29] > 0.9, `${accuracy[0]} … ${accuracy[29]}`);
    const now = await classifierAccuracy(await embed(model.backbone, faces), faces.labels, model.head);
    assert.ok(now > 0.9, String(now));
    disposeModel(model);
  });
});
