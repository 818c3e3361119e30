import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { seeded } from '../../../src/base/random';
import { pictureBatches } from '../../../src/data/batches';
import { renderCelebrities } from '../../../src/data/celebrities/render';
import { Faces } from '../../../src/data/faces';
import { identitySampler } from '../../../src/data/sampler';
import { Miner, miners, miningRun, tripletState, watchedMining } from '../../../src/lessons/facenet/mining';
import { hardTriplets, semiHardTriplets, tripletFractions } from '../../../src/mining/triplets';
import { toyBackbone } from '../../../src/models/backbones/toy';
import { disposeModel, faceModel } from '../../../src/models/face-model';
import { tripletTerms } from '../../../src/losses/triplet';
import { isCollapsed } from '../../../src/plots/runs/mining-cockpit';
import { fit, FitResult } from '../../../src/training/fit';
import { blobFaces } from '../../support/blobs';

const read = async (scalar: tf.Scalar): Promise<number> => (await scalar.data())[0];
const near = (actual: number, expected: number, what: string): void =>
  assert.ok(Math.abs(actual - expected) < 1e-5, `${what}: ${actual} in place of ${expected}`);

describe('the state of triplet mining', () => {
  it('is what the miners and counts say, and leaves no tensor behind', async () => {
    for (const [seed, margin] of [
      [1, 0.2],
      [2, 1],
      [3, 0],
    ]) {
      const random = seeded(seed);
      const labels = Array.from({ length: 12 }, (_, i) => Math.floor(i / 3));
      const x = tf.tensor2d(Array.from({ length: 12 }, () => [random.normal(), random.normal(), random.normal()]));
      const y = tf.tensor1d(labels, 'int32');
      const before = tf.memory().numTensors;
      const state = tripletState(x, y, { margin });
      const fractions = await tripletFractions(x, labels, { margin });
      near(await read(state.easy), fractions.easy, 'easy');
      near(await read(state.semiHard), fractions.semiHard, 'semi-hard');
      near(await read(state.hard), fractions.hard, 'hard');
      const pairs = 12 * 2; // each anchor has two positives
      const mined = await semiHardTriplets(x, labels, { margin });
      near(await read(state.pairsWithSemiHard), mined.length / pairs, 'pairs with a semi-hard negative');
      const terms = tripletTerms(x, await hardTriplets(x, labels), { margin });
      const violations = Array.from(await terms.data()).filter((term) => term > 0).length;
      near(await read(state.anchorsWithViolation), violations / 12, 'anchors that violate');
      tf.dispose([state, terms]);
      assert.equal(tf.memory().numTensors, before);
      tf.dispose([x, y]);
    }
  });

  it('has mean distances, by hand', async () => {
    // Unit vectors at 0°, 90°, 180°, 270°: √2 apart to either side, 2 across.
    const x = tf.tensor2d([
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ]);
    const y = tf.tensor1d([0, 0, 1, 1], 'int32');
    const state = tripletState(x, y, { margin: 0.2 });
    near(await read(state.positiveDistance), Math.SQRT2, 'positives');
    near(await read(state.negativeDistance), (2 + Math.SQRT2) / 2, 'negatives');
    tf.dispose([x, y, state]);
  });
});

describe('mining in training', () => {
  const margin = 0.2;
  const train = async (faces: Faces, miner: Miner, steps: number): Promise<FitResult> => {
    const model = faceModel(toyBackbone({ size: faces.size, dim: 8, seed: 1 }));
    const sampler = identitySampler(faces.labels, { identities: 8, pictures: 3, seed: 1 });
    try {
      const loss = watchedMining(miner, { margin });
      const batches = pictureBatches(faces, sampler);
      return await fit(model, batches, { loss, steps, learningRate: 0.1, onCollapse: 'warn', stuckAt: margin });
    } finally {
      disposeModel(model);
    }
  };

  it('runs as a graph and gives the cockpit its numbers', async () => {
    const faces = blobFaces({ identities: 8, picturesEach: 4, size: 8, seed: 1 });
    for (const miner of Object.values(miners)) {
      const { history, computedAs, reason } = await train(faces, miner, 5);
      assert.equal(computedAs, 'graph', reason);
      const { name, ...curves } = miningRun(miner.label, history);
      for (const [curve, values] of Object.entries(curves)) assert.equal(values.length, 5, `${curve} of ${name}`);
      for (let step = 0; step < 5; step++) {
        near(curves.easy[step] + curves.semiHard[step] + curves.hard[step], 1, 'the three shares');
      }
    }
  });

  it('collapses on the hardest triplets, and does not on semi-hard negatives from the same seed', async () => {
    const faces = await renderCelebrities({ identities: 24, picturesEach: 5, size: 16, seed: 1, hardness: 1 });
    const hardest = await train(faces, miners.hardest, 120);
    assert.equal(isCollapsed(miningRun('hardest', hardest.history), margin), true);
    assert.match(hardest.history.warnings.join(), /The embeddings have collapsed/);
    const semiHard = await train(faces, miners.semiHard, 120);
    assert.equal(isCollapsed(miningRun('semi-hard', semiHard.history), margin), false);
    assert.deepEqual(semiHard.history.warnings, []);
  });
});
