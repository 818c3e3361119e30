import assert from 'node:assert/strict';
import { rewardByHand, summaryOfSearch } from '../../src/experiments/search-results';
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
});
