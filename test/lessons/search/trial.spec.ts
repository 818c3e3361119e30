import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { matrixFrom } from '../../../src/base/matrix';
import { selectEngine } from '../../../src/engine/select';
import { searchExperiment, trialName } from '../../../src/experiments/search-experiment';
import { runExperiment, readRecords } from '../../../src/experiments/record';
import { cleaned } from '../../../src/lessons/search/cleaned';
import { dirtyPeople } from '../../../src/lessons/search/dirty-people';
import { difficultyOf, searchTrial, type TrialSettings } from '../../../src/lessons/search/trial';
import { handPicked, searchSpaces } from '../../../src/search/space';
import { blobFaces } from '../../support/blobs';

const settings: TrialSettings = {
  dirty: {
    people: { identities: 8, picturesEach: 4, size: 16, seed: 1 },
    outsiders: { identities: 4, picturesEach: 4, size: 16, seed: 1, firstIdentity: 300_000 },
    split: 0.25,
    flipped: 0.1,
    strange: 0.1,
    seed: 1,
  },
  network: { size: 16, dim: 8, widths: [8, 16] },
  batch: 16,
  steps: 12,
  learningRate: 0.05,
  headRate: 1,
  judged: { identities: 6, picturesEach: 4, size: 16, seed: 1, firstIdentity: 200_000 },
};

describe('dirty people', () => {
  it('have each kind of dirt as often as asked, and say what is right', async () => {
    const { faces, persons, personOf } = await dirtyPeople(settings.dirty);
    assert.equal(faces.names.length, 10);
    assert.equal(faces.count, 36);
    assert.equal([...persons].filter((person) => person < 0).length, 4);
    const flipped = [...faces.labels].filter(
      (label, picture) => persons[picture] >= 0 && personOf[label] !== persons[picture],
    );
    // Four pictures are flipped; one may have come to the other name of its own person.
    assert.ok(flipped.length >= 3 && flipped.length <= 4, `${flipped.length}`);
  });
});

describe('cleaned', () => {
  it('merges two names of one person, drops what does not belong, and counts what was right', async () => {
    // Person 0 under the names 0 and 2; picture 3 is a stranger under name 1.
    const faces = {
      ...blobFaces({ identities: 3, picturesEach: 2, size: 8, seed: 1 }),
      labels: Int32Array.of(0, 2, 1, 1, 1, 0),
    };
    const embeddings = matrixFrom([[1, 0], [1, 0.1], [0, 1], [-1, -0.5], [0, 1], [1, 0]]); // prettier-ignore
    const dirty = { faces, persons: Int32Array.of(0, 0, 1, -1, 1, 0), personOf: Int32Array.of(0, 1, 0) };
    const {
      faces: clean,
      kept,
      report,
    } = await cleaned(dirty, embeddings, { mergeThreshold: 0.9, filterThreshold: 0.2 });
    assert.deepEqual([...kept], [0, 1, 2, 4, 5]);
    assert.deepEqual([...clean.labels], [0, 0, 1, 1, 0]);
    assert.deepEqual(report, {
      pictures: 5,
      classes: 2,
      merged: { right: 1, wrong: 0 },
      dropped: { wrongLabel: 1, rightLabel: 0 },
      dirt: 0,
    });
    const nothing = await cleaned(dirty, embeddings, { mergeThreshold: 1, filterThreshold: -1 });
    assert.deepEqual([...nothing.faces.labels], [...faces.labels]);
    assert.equal(nothing.report.dirt, 1 / 6);
  });
});

describe('difficultyOf', () => {
  it('is what the margins take from the cosine', () => {
    const { data, loss } = difficultyOf({ ...handPicked, m1: 1, m2: Math.PI / 2, m3: 0.1 }, [1, 0]);
    assert.equal(data, 0.5);
    // cos 0 − cos 90° + 0.1 and cos 90° − cos 180° + 0.1
    assert.ok(Math.abs(loss - 1.1) < 1e-12);
    assert.equal(difficultyOf({ ...handPicked, m2: 0 }, [0.5]).loss < 1e-12, true);
  });
});

describe('a trial of the search', function () {
  this.timeout(60_000);
  before(async () => selectEngine());

  it('is the same from the same seed, another from another choice, and leaves no tensor', async () => {
    const choice = { ...handPicked, m2: 0.1, scale: 8 };
    const first = await searchTrial(choice, settings, { seed: 1 });
    const tensors = tf.memory().numTensors;
    assert.deepEqual(await searchTrial(choice, settings, { seed: 1 }), first);
    const other = await searchTrial({ ...choice, blocks: 2, filterThreshold: 0.5 }, settings, { seed: 1, budget: 0.5 });
    assert.equal(tf.memory().numTensors, tensors);
    assert.ok(first.reward >= 0 && first.reward <= 1 && first.tar.length === 3);
    assert.equal(first.cleaning.pictures, 36);
    assert.ok(other.network.widths[1] < 16);
  });

  it('whose training is stopped earns nothing and says why', async () => {
    const { reward, stopped } = await searchTrial({ ...handPicked, scale: 1e38 }, settings, { seed: 1 });
    assert.equal(reward, 0);
    assert.match(stopped!, /\w/);
  });

  it('of a controller that looks back needs the trials before', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'facelab-search-'));
    const experiment = searchExperiment('search-tried', 'four trials', {
      controller: { kind: 'reinforce', round: 2, rate: 0.3, memory: 0.9 },
      trials: 4,
      space: searchSpaces.data,
      settings,
      folder,
    });
    const options = { folder, engine: 'tensorflow', seeds: 1 };
    await assert.rejects(
      runExperiment(experiment, { ...options, only: [trialName(2)] }),
      /needs trial-001 of seed 1 first|no records of the experiment search-tried/,
    );
    assert.deepEqual(await runExperiment(experiment, options), { ran: 4, skipped: 0, failed: [], interrupted: false });
    const { records } = await readRecords(experiment, folder);
    assert.deepEqual(records.map(({ name }) => name), ['trial-001', 'trial-002', 'trial-003', 'trial-004']); // prettier-ignore
    for (const { result } of records) assert.equal(result.choice.m2, handPicked.m2);
    rmSync(folder, { recursive: true });
  });
});
