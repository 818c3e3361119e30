import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { groupFacePays, groupsPayName } from '../../src/experiments/groupface-pays';
import { groupFacePlaced, placedSettings, placedVariants } from '../../src/experiments/groupface-placed';
import { trainGroupsOnWorld, trainOnWorld } from '../../src/experiments/runs/groups-on-world';
import { disposeModel } from '../../src/models/face-model';
import { blobFaces } from '../support/blobs';

const network = { size: 16, dim: 8, widths: [8, 16] };

describe('where the groups stand', () => {
  it('every variant trains as one graph: its loss falls, and no tensor is left', async () => {
    const faces = blobFaces({ identities: 12, picturesEach: 8, size: 16, seed: 1 });
    const settings = { ...placedSettings, network, batch: 32, steps: 25, learningRate: 0.1, hidden: 8 };
    const tensors = tf.memory().numTensors;
    for (const [name, { variant }] of Object.entries(placedVariants)) {
      const { model, history, computedAs, reason } = await trainOnWorld(variant, faces, settings, { seed: 1 });
      disposeModel(model);
      assert.equal(computedAs, 'graph', `${name}: ${reason}`);
      const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
      assert.ok(mean(history.loss.slice(-5)) < 0.9 * mean(history.loss.slice(0, 5)), `${name}: ${history.loss}`);
    }
    assert.equal(tf.memory().numTensors, tensors);
  });

  it('a run measures people never seen and people trained on, part of them blurred', async () => {
    const people = { identities: 24, picturesEach: 4, size: 16, seed: 1 };
    const unseen = { ...people, picturesEach: 3, firstIdentity: 100_000 };
    const mixture = { share: 0.5, resolution: 6 };
    const settings = { ...placedSettings, people, unseen, network, batch: 32, steps: 20, hidden: 8, mixture };
    const tensors = tf.memory().numTensors;
    const result = await trainGroupsOnWorld(placedVariants['soft-4'].variant, settings, { seed: 1 });
    assert.deepEqual(result.unseen.accepted.map((counts) => counts.length), [24, 24]); // prettier-ignore
    assert.ok(result.unseen.equalErrorRate > 0 && result.unseen.equalErrorRate < 0.5);
    assert.ok(result.fitted.equalErrorRate < 0.5);
    assert.ok(result.evenness! > 0 && result.evenness! <= 1);
    // A pair of people trained on is not one of people never seen.
    assert.notDeepEqual(result.fitted.roc, result.unseen.roc);
    assert.equal(tf.memory().numTensors, tensors);
    const plain = await trainGroupsOnWorld(placedVariants.arcface.variant, settings, { seed: 1 });
    assert.equal(plain.evenness, undefined);
    // W_k of 4 groups [256, 8]; the decision network 8 → 8 → 8 → 4 with two normalisations, two PReLU and four offsets.
    assert.equal(result.parameters - plain.parameters, 4 * 256 * 8 + (64 + 16 + 8) * 2 + 32 + 4);
  });

  it('has a configuration for each variant and each point', () => {
    assert.deepEqual(Object.keys(groupFacePlaced.configurations), Object.keys(placedVariants));
    const { variant, settings } = groupFacePays.configurations[groupsPayName('soft-8', '2000-50')];
    assert.equal(variant, placedVariants['soft-8'].variant);
    assert.deepEqual(settings.mixture, { share: 0.5, resolution: 10 });
    const { settings: short } = groupFacePays.configurations['soft-32-8000-0-dim-16'];
    assert.deepEqual([short.network.dim, short.steps, short.mixture], [16, 2500, undefined]);
    assert.equal(groupFacePays.configurations['arcface-8000-0-steps-10000'].settings.steps, 10_000);
    assert.equal(Object.keys(groupFacePays.configurations).length, 21);
  });
});
