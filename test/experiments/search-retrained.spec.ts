import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { experiments } from '../../src/experiments/all';
import { countRecords, runExperiment, writeRecord, type Experiment } from '../../src/experiments/record';
import { runChosenTrial } from '../../src/experiments/runs/chosen-trial';
import type { SearchedTrial, SearchEntry } from '../../src/experiments/runs/proposed-trial';
import { trialSettings } from '../../src/experiments/search';
import { searchExperiment, trialName } from '../../src/experiments/search-experiment';
import {
  aheadOfHand,
  bestChoices,
  retrainedExperiment,
  retrainedName,
  retrainedRows,
  retrainedTable,
  retrainings,
} from '../../src/experiments/search-retrained';
import type { TrialResult, TrialSettings } from '../../src/lessons/search/trial';
import { handPicked, type Choice } from '../../src/search/space';

const picked = (m2: number): Choice => ({ ...handPicked, m2 });

describe('the best of a search', () => {
  it('are choices, each with the reward of its best trial, of trials with the whole budget', () => {
    const trials = [
      { choice: picked(0.1), budget: 1, reward: 0.4 },
      { choice: picked(0.2), budget: 1 / 3, reward: 0.9 },
      { choice: picked(0.3), budget: 1, reward: 0.5 },
      { choice: picked(0.1), budget: 1, reward: 0.6 },
      { choice: picked(0.4), budget: 1, reward: 0.1 },
    ];
    const [first, second, ...rest] = bestChoices(trials, 2);
    assert.deepEqual([first, second], [{ choice: picked(0.1), reward: 0.6 }, { choice: picked(0.3), reward: 0.5 }]); // prettier-ignore
    assert.equal(rest.length, 0);
  });
});

describe('the experiment that trains them again', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'facelab-retrained-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const search = searchExperiment('search-made-up', 'four trials', {
    controller: { kind: 'random' },
    trials: 4,
    space: { m2: [0, 1] },
    settings: trialSettings,
  });

  async function recorded(rewards: number[], seed = 1): Promise<void> {
    for (const [trial, reward] of rewards.entries()) {
      const result = { choice: picked(trial / 10), budget: 1, reward } as SearchedTrial;
      const about = { experiment: search.name, name: trialName(trial), configuration: {} as SearchEntry, seed };
      await writeRecord({ ...about, sourceHash: '', seconds: 1, engine: 'cpu', result }, folder);
    }
  }

  it('has the hand-picked choice and the best three of each search in both ways', async () => {
    await recorded([0.3, 0.5, 0.1, 0.4]);
    await recorded([0.9, 0.9, 0.9, 0.9], 2);
    const { configurations } = retrainedExperiment({ random: { search } }, folder);
    assert.deepEqual(Object.keys(configurations), [
      'by-hand-again', 'random-1-again', 'random-2-again', 'random-3-again',
      'by-hand-full', 'random-1-full', 'random-2-full', 'random-3-full',
    ]); // prettier-ignore
    assert.deepEqual(configurations['by-hand-full'], { choice: handPicked, settings: retrainings.full.settings });
    const { choice, searched, settings } = configurations[retrainedName('again', 'random', 2)];
    assert.deepEqual([choice, searched, settings], [picked(0.3), 0.4, retrainings.again.settings]);
  });

  it('says what to record first, and can be listed all the same', async () => {
    await recorded([0.3, 0.5, 0.1]);
    const experiment = retrainedExperiment({ random: { search } }, folder);
    await assert.rejects(
      runExperiment(experiment, { seeds: 1, folder, engine: 'cpu', only: ['by-hand-again'] }),
      /once all its trials are recorded: run npx facelab experiment NAME --seeds 1 for search-made-up first\.$/,
    );
    assert.deepEqual(Object.keys(experiment.configurations), ['by-hand-again', 'by-hand-full']);
    assert.deepEqual(await countRecords(experiment, folder), { recorded: 0, stale: 0 });
  });

  it('is among those of the course, which name no choice that is not known', () => {
    const own = experiments.find(({ name }) => name === 'search-retrained') as Experiment<unknown, unknown>;
    const names = Object.keys(own.configurations);
    assert.ok(['by-hand-again', 'by-hand-full'].every((name) => names.includes(name)) && names.length <= 20);
  });

  it('judges people whom no trial was judged on, in full with twice the people and three times the steps', () => {
    const { again, full } = retrainings;
    const sets = [
      trialSettings.judged,
      again.settings.judged,
      full.settings.dirty.people,
      full.settings.dirty.outsiders,
    ];
    const ranges = sets.map(({ firstIdentity = 0, identities }) => [firstIdentity, firstIdentity + identities]);
    const sorted = ranges.sort(([a], [b]) => a - b);
    sorted.slice(1).forEach(([start], before) => assert.ok(sorted[before][1] <= start, `${sorted}`));
    assert.deepEqual([full.settings.dirty.people.identities, full.settings.steps], [1200, 1800]);
    assert.deepEqual({ ...again.settings, judged: trialSettings.judged }, trialSettings);
  });
});

describe('a trial whose choice is known', () => {
  const settings: TrialSettings = {
    ...trialSettings,
    dirty: {
      ...trialSettings.dirty,
      people: { identities: 8, picturesEach: 4, size: 16, seed: 1 },
      outsiders: { identities: 4, picturesEach: 4, size: 16, seed: 1, firstIdentity: 300_000 },
    },
    network: { size: 16, dim: 8, widths: [8, 16] },
    ...{ batch: 16, steps: 12, learningRate: 0.05 },
    judged: { identities: 6, picturesEach: 4, size: 16, seed: 1, firstIdentity: 200_000 },
  };

  it('trains that choice with other widths than the network that cleans, and leaves no tensor', async () => {
    const choice = { ...handPicked, filterThreshold: 0.3 };
    const usual = await runChosenTrial({ choice, settings }, { seed: 3 });
    const tensors = tf.memory().numTensors;
    const wider = await runChosenTrial({ choice, settings, widths: [12, 24] }, { seed: 3 });
    assert.equal(tf.memory().numTensors, tensors);
    assert.deepEqual([usual.network.widths, wider.network.widths], [[8, 16], [12, 24]]); // prettier-ignore
    assert.deepEqual(wider.cleaning, usual.cleaning);
    assert.ok(wider.network.multiplyAdds > usual.network.multiplyAdds);
    assert.deepEqual(await runChosenTrial({ choice, settings }, { seed: 3 }), usual);
  });
});

describe('what is recorded of choices that were trained again', () => {
  const record = (name: string, seed: number, reward: number, searched?: number) => ({
    name,
    seed,
    configuration: { choice: handPicked, settings: trialSettings, ...(searched !== undefined && { searched }) },
    result: { reward } as TrialResult,
  });
  const records = [
    record('by-hand-again', 1, 0.3),
    record('by-hand-again', 2, 0.32),
    record('random-1-again', 1, 0.4, 0.55),
    record('random-1-again', 2, 0.44, 0.55),
    record('halving-2-again', 2, 0.5, 0.6),
    record('by-hand-full', 1, 0.6),
    record('random-1-full', 1, 0.7, 0.55),
  ];

  it('is drawn beside the reward of the search', () => {
    assert.deepEqual(retrainedRows(records, 'again'), [
      { name: 'by hand', retrained: [0.3, 0.32] },
      { name: 'random search, 1', searched: 0.55, retrained: [0.4, 0.44] },
      { name: 'successive halving, 2', searched: 0.6, retrained: [0.5] },
    ]);
    assert.deepEqual(retrainedRows(records, 'full')[1], {
      name: 'random search, 1',
      searched: 0.55,
      retrained: [0.7],
    });
  });

  it('is a table of the choices with their mean reward', () => {
    const choice = { ...handPicked };
    assert.deepEqual(retrainedTable(records, 'again'), [
      { choice: 'by hand', ...choice, 'as in the search': '0.310' },
      { choice: 'random search, 1', ...choice, 'as in the search': '0.420' },
      { choice: 'successive halving, 2', ...choice, 'as in the search': '0.500' },
    ]);
    assert.deepEqual(retrainedTable(records, 'full').map((row) => row['in full']), ['0.600', '0.700']); // prettier-ignore
  });

  it('is compared with the choice by hand, seed by seed', () => {
    const rows = aheadOfHand(records);
    assert.equal(rows.length, 9);
    const [first, second] = rows;
    assert.deepEqual([first.name, first.values[1], second.values], ['random search, 1', undefined, [undefined, undefined]]); // prettier-ignore
    const { mean, half } = first.values[0]!;
    // differences 0.1 and 0.12: deviation 0.0141, t for one degree of freedom 12.706
    assert.ok(Math.abs(mean - 0.11) < 1e-12 && Math.abs(half - 12.706 * 0.01) < 1e-9);
    assert.deepEqual(rows.find(({ name }) => name === 'successive halving, 2')!.values, [undefined, undefined]);
  });
});
