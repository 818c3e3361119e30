import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeRecord, type Experiment } from '../../src/experiments/record';
import type { SearchedTrial, SearchEntry } from '../../src/experiments/runs/proposed-trial';
import { readSearches, rewardByHand, searchTable, summaryOfSearch } from '../../src/experiments/search-results';
import { handPicked } from '../../src/search/space';

describe('what a search says', () => {
  it('about the choice by hand: the mean of the trials that are it, in full', () => {
    const choice = { ...handPicked };
    const trials = [
      { choice, budget: 1, reward: 0.4 },
      { choice: { ...handPicked, blocks: 2 }, budget: 1, reward: 0.9 },
      { choice, budget: 1 / 3, reward: 0.1 },
      { choice, budget: 1, reward: 0.5 },
    ];
    assert.equal(rewardByHand(trials), 0.45);
    assert.throws(() => rewardByHand(trials.slice(1, 3)), /No trial is the choice by hand/);
  });

  it('about itself: its cost in whole trials, what was stopped, and what is better than the hand', () => {
    const trials = [
      { budget: 0.25, reward: 0.9 },
      { budget: 0.25, reward: 0, stopped: 'The embeddings have collapsed' },
      { budget: 1, reward: 0.5 },
      { budget: 1, reward: 0.4 },
    ];
    assert.deepEqual(summaryOfSearch(trials, 0.4), { trials: 4, cost: 2.5, stopped: 1, whole: 2, above: 1, best: 0.5 });
    assert.throws(() => summaryOfSearch(trials.slice(0, 2), 0.4), /has the whole budget/);
  });

  it('about itself and others in a table', () => {
    const trials = [
      { budget: 0.3, reward: 0, stopped: 'The embeddings have collapsed' },
      { budget: 1, reward: 0.5 },
      { budget: 1, reward: 0.4 },
    ];
    assert.deepEqual(searchTable({ 'by chance': trials, halving: trials.slice(1, 2) }, 0.4), [
      {
        search: 'by chance',
        trials: 3,
        'cost, in whole trials': 2,
        'collapsed on the way': 1,
        'in full, better than by hand': '1 of 2',
        'best reward': '0.500',
      },
      {
        search: 'halving',
        trials: 1,
        'cost, in whole trials': 1,
        'collapsed on the way': 0,
        'in full, better than by hand': '1 of 1',
        'best reward': '0.500',
      },
    ]);
  });
});

describe('the records of searches', () => {
  const experiment = (name: string): Experiment<SearchEntry, SearchedTrial> => ({
    name,
    description: 'made up',
    configurations: { 'trial-001': {} as SearchEntry, 'trial-002': {} as SearchEntry },
    files: () => ['src/base/errors.ts'],
    run: () => assert.fail('nothing is run'),
  });

  it('are read by name, trials in order, with a sentence on those that are stale', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'facelab-searches-'));
    const [one, other] = [experiment('one'), experiment('other')];
    for (const [search, name, reward] of [['one', 'trial-002', 2], ['one', 'trial-001', 1], ['other', 'trial-001', 3]] as const) {
      const result = { reward } as SearchedTrial;
      await writeRecord({ experiment: search, name, seed: 1, configuration: {}, sourceHash: 'old', seconds: 1, engine: 'cpu', result }, folder);
    } // prettier-ignore
    const { searches, stale } = await readSearches({ first: one, second: other }, folder);
    assert.deepEqual(searches.first.map(({ reward }) => reward), [1, 2]); // prettier-ignore
    assert.deepEqual(searches.second.map(({ reward }) => reward), [3]); // prettier-ignore
    assert.equal(stale.length, 2);
    assert.match(stale[0], /^2 of 2 records of one are stale/);
    await assert.rejects(readSearches({ none: experiment('none') }, folder), /no records of the experiment none/);
    rmSync(folder, { recursive: true });
  });
});
