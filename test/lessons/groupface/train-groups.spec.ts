import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { trainGroups, type TrunkSettings } from '../../../src/lessons/groupface/train-groups';
import { disposeModel } from '../../../src/models/face-model';
import { blobFaces } from '../../support/blobs';

const settings: TrunkSettings = {
  ...{ dim: 8, shared: 16, hidden: 8, widths: [8], steps: 6 },
  batch: { identities: 4, pictures: 2 },
  ...{ learningRate: 0.05, margin: 0.2, scale: 16, lambda: 0.1, momentum: 0.5 },
};
const groups = { kind: 'groupface', groups: 3, aggregation: 'soft', labels: 'balanced' } as const;

describe('a training with groups', () => {
  const faces = blobFaces({ identities: 6, picturesEach: 4, size: 16, seed: 1 });

  it('looks at the groups on the way, is the same from the same seed, and leaves the model’s tensors alone', async () => {
    const before = tf.memory().numTensors;
    const steps: number[] = [];
    const onStep = ({ step }: { step: number }): void => void steps.push(step);
    const first = await trainGroups(faces, groups, settings, { seed: 1, moments: 3, onStep });
    assert.equal(steps.length, 6);
    assert.deepEqual(first.occupancy.map(({ step }) => step), [2, 4, 6]); // prettier-ignore
    for (const { shares } of first.occupancy) assert.ok(Math.abs(shares[0] + shares[1] + shares[2] - 1) < 1e-3);
    disposeModel(first.model);
    const again = await trainGroups(faces, groups, settings, { seed: 1, moments: 3 });
    disposeModel(again.model);
    assert.deepEqual(again.occupancy, first.occupancy);
    assert.deepEqual(again.fitted.history.loss, first.fitted.history.loss);
    assert.equal(tf.memory().numTensors, before);
  });

  it('without groups sees none', async () => {
    const { model, occupancy } = await trainGroups(faces, { kind: 'arcface' }, settings, { seed: 1 });
    disposeModel(model);
    assert.deepEqual(occupancy, []);
  });
});
