import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { matrixFrom } from '../../src/base/matrix';
import { seeded } from '../../src/base/random';
import { acceptedPairsByPerson } from '../../src/evaluation/verification/accepted-pairs';
import { pairStatistics } from '../../src/evaluation/verification/pair-statistics';
import { comparedLosses } from '../../src/experiments/compared-losses';
import { contestantOf } from '../../src/experiments/setting';
import { chosenSettings, lossesCompared } from '../../src/experiments/losses-compared';
import { lossesTuned, tuningName } from '../../src/experiments/losses-tuned';
import { countRecords, readRecords } from '../../src/experiments/record';
import { rocRates } from '../../src/experiments/verify';
import { trainCompared } from '../../src/experiments/runs/train-and-compare';
import { overSeedsAndPeople } from '../../src/experiments/seeds-and-people';
import { disposeModel } from '../../src/models/face-model';
import { blobFaces } from '../support/blobs';

describe('the comparison of losses on many people', () => {
  it('every loss trains as one graph with its own batch: its loss falls, and no tensor is left', async () => {
    const faces = blobFaces({ identities: 16, picturesEach: 4, size: 16, seed: 1 });
    const budget = { network: { size: 16, dim: 8, widths: [8, 16] }, steps: 40, learningRate: 0.05 };
    const tensors = tf.memory().numTensors;
    for (const [loss, { batch, tried }] of Object.entries(comparedLosses)) {
      const small = 'identities' in batch ? { identities: 8, pictures: 4 } : { pictures: 32 };
      const setting = contestantOf(tried[chosenSettings[loss]]);
      const { model, history, computedAs, reason } = await trainCompared(setting, small, faces, budget, { seed: 1 });
      disposeModel(model);
      assert.equal(computedAs, 'graph', `${loss}: ${reason}`);
      if (loss === 'triplet') continue; // the semi-hard triplets of people who are told apart already come and go
      const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
      const values = history.loss;
      assert.ok(mean(values.slice(-5)) < 0.9 * mean(values.slice(0, 5)), `${loss}: ${values}`);
    }
    assert.equal(tf.memory().numTensors, tensors);
  });

  it('has three to five settings of each loss, and the chosen one is the best on the validation people where all are recorded', async () => {
    const at = rocRates.findIndex((rate) => Math.abs(rate - 1e-3) < 1e-9);
    const { recorded } = await countRecords(lossesTuned);
    const records = recorded > 0 ? (await readRecords(lossesTuned)).records : [];
    for (const [loss, { tried }] of Object.entries(comparedLosses)) {
      const settings = Object.keys(tried);
      assert.ok([3, 4, 5].includes(settings.length), loss);
      assert.ok(settings.includes(chosenSettings[loss]), loss);
      const rates = settings.map(
        (_, index) => records.find(({ name }) => name === tuningName(loss, index + 1))?.result.roc[at],
      );
      if (rates.includes(undefined)) continue;
      const best = rates.indexOf(Math.max(...(rates as number[])));
      assert.equal(chosenSettings[loss], settings[best], `${loss}: ${rates}`);
    }
    assert.deepEqual(Object.keys(lossesCompared.configurations), Object.keys(chosenSettings));
  });
});

describe('acceptedPairsByPerson', () => {
  it('counts the pairs of each person at a threshold', () => {
    const embeddings = matrixFrom([[1, 0], [0, 1], [2, 0], [1, 1], [0, 3]]); // prettier-ignore
    const labels = [7, 5, 7, 7, 5];
    assert.deepEqual(acceptedPairsByPerson(embeddings, labels, 0.9), [1, 1]);
    assert.deepEqual(acceptedPairsByPerson(embeddings, labels, 0.7), [3, 1]);
    assert.deepEqual(acceptedPairsByPerson(embeddings, labels, Infinity), [0, 0]);
  });

  it('sums to the true-accept rate', async () => {
    const random = seeded(1, 'accepted');
    const labels = Int32Array.from({ length: 60 }, (_, row) => row % 15);
    const embeddings = matrixFrom(
      Array.from(labels, (label) => Array.from({ length: 8 }, (_, d) => (d === label % 8 ? 1 : 0) + random.normal())),
    );
    const { tarAtFar, genuine } = await pairStatistics(embeddings, labels, { fars: [0.1] });
    const accepted = acceptedPairsByPerson(embeddings, labels, tarAtFar[0].threshold - 1e-6);
    assert.ok(Math.abs(accepted.reduce((sum, count) => sum + count, 0) / genuine - tarAtFar[0].tar) < 1e-12);
  });
});

describe('overSeedsAndPeople', () => {
  it('follows its equation', () => {
    // mean 2; run errors −1 and 1, person errors −1 and 1; cells −1, 0, 0, 1
    const { mean, low, high } = overSeedsAndPeople([[1, 2], [2, 3]]); // prettier-ignore
    const variance = Math.max((2 / 16) * 2 + (2 / 16) * 2 - 2 / 16, (2 / 16) * 2);
    assert.equal(mean, 2);
    assert.ok(Math.abs(high - 2 - 12.706 * Math.sqrt(variance)) < 1e-9 && Math.abs(low + high - 4) < 1e-9);
  });

  it('covers the true mean about as often as it says, where runs and people both differ', () => {
    const random = seeded(3, 'coverage');
    let covered = 0;
    for (let trial = 0; trial < 400; trial++) {
      const people = Array.from({ length: 60 }, () => random.normal());
      const values = Array.from({ length: 5 }, () => {
        const run = 0.3 * random.normal();
        return people.map((person) => run + person + random.normal());
      });
      const { low, high } = overSeedsAndPeople(values);
      if (low <= 0 && 0 <= high) covered++;
    }
    assert.ok(covered >= 370, `${covered} of 400`);
  });

  it('refuses tables of another shape', () => {
    for (const values of [[], [[1, 2]], [[1, 2], [1]], [[1], [2]]]) {
      assert.throws(() => overSeedsAndPeople(values), /pass 2 to 11 runs of the same people/);
    }
    assert.throws(() => overSeedsAndPeople([[1, NaN], [1, 2]]), /not a finite number/); // prettier-ignore
  });
});
