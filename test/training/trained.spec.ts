import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { pictureBatches } from '../../src/data/batches';
import { shuffledSampler } from '../../src/data/sampler';
import { arcFaceLoss } from '../../src/losses/arcface';
import { toyBackbone } from '../../src/models/backbones/toy';
import { classWeights, disposeModel, faceModel, type FaceModel } from '../../src/models/face-model';
import { fit, type LossFunction } from '../../src/training/fit';
import { cosineDecay, warmup } from '../../src/training/schedules';
import { trained } from '../../src/training/trained';
import { blobFaces } from '../support/blobs';

describe('trained', () => {
  const faces = blobFaces({ identities: 4, picturesEach: 4, size: 16, seed: 1 });
  const batches = () => pictureBatches(faces, shuffledSampler(faces.count, { batch: 8, seed: 1 }));
  const model = (): FaceModel =>
    faceModel(toyBackbone({ size: 16, dim: 4, seed: 1 }), { weights: classWeights(4, 4, 1) });
  const loss: LossFunction = ({ embeddings, labels, head }) =>
    arcFaceLoss(embeddings, labels, head.weights, { margin: 0.1, scale: 8 });

  it('is fit with a warm-up over a twentieth of the steps and half a cosine', async () => {
    const [own, plain] = [model(), model()];
    const result = await trained(own, batches(), { loss, steps: 20, learningRate: 0.05 });
    const learningRate = warmup(1, cosineDecay(0.05, 20));
    const wanted = await fit(plain, batches(), { loss, steps: 20, learningRate });
    assert.deepEqual(result.history.loss, wanted.history.loss);
    assert.equal(result.model, own);
    disposeModel(own);
    disposeModel(plain);
  });

  it('leaves no tensor behind when training throws', async () => {
    const tensors = tf.memory().numTensors;
    const onStep = (): void => {
      throw new Error('the disk is full');
    };
    const options = { loss, steps: 2, learningRate: 0.05, onStep };
    await assert.rejects(trained(model(), batches(), options), /the disk is full/);
    assert.equal(tf.memory().numTensors, tensors);
  });
});
