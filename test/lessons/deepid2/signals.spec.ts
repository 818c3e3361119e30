import assert from 'node:assert/strict';
import { pictureBatches } from '../../../src/data/batches';
import { identitySampler } from '../../../src/data/sampler';
import { watchedSignals } from '../../../src/lessons/deepid2/signals';
import { deepFaceMethod } from '../../../src/methods/deepface';
import { deepId2Method } from '../../../src/methods/deepid2';
import { toyBackbone } from '../../../src/models/backbones/toy';
import { disposeModel, faceModel } from '../../../src/models/face-model';
import { fit, type FitResult, type LossFunction } from '../../../src/training/fit';
import { blobFaces } from '../../support/blobs';

describe('both signals of DeepID2', () => {
  const faces = blobFaces({ identities: 4, picturesEach: 8, size: 8, seed: 1 });
  const train = async (loss: LossFunction, steps = 10): Promise<FitResult> => {
    const model = faceModel(toyBackbone({ size: 8, dim: 8, seed: 1 }), deepFaceMethod().head(4, 8, 1));
    const sampler = identitySampler(faces.labels, { identities: 4, pictures: 4, seed: 1 });
    try {
      return await fit(model, pictureBatches(faces, sampler), { loss, steps, learningRate: 0.05 });
    } finally {
      disposeModel(model);
    }
  };

  it('are recorded beside the loss of the method, as a graph', async () => {
    const { history, computedAs, reason } = await train(watchedSignals({ balance: 10, margin: 1 }));
    assert.equal(computedAs, 'graph', reason);
    const { identification, verification, accuracy } = history.metrics;
    for (let step = 0; step < 10; step++) {
      const loss = identification[step] + 10 * verification[step];
      assert.ok(Math.abs(history.loss[step] - loss) < 1e-4, `step ${step}`);
    }
    assert.ok(accuracy.every((share) => share >= 0 && share <= 1));
    const method = await train(deepId2Method({ balance: 10, margin: 1 }).loss);
    method.history.loss.forEach((loss, step) => assert.ok(Math.abs(history.loss[step] - loss) < 1e-3, `step ${step}`));
  });

  it('train by identification alone at a balance of 0, and still measure the pairs', async () => {
    const { history } = await train(watchedSignals({ balance: 0, margin: 1 }));
    assert.deepEqual(history.loss, history.metrics.identification);
    assert.ok(history.metrics.verification.every((cost) => cost > 0));
  });
});
