import assert from 'node:assert/strict';
import { bestTrial, rewardOfRows, searchReward } from '../../src/search/reward';

describe('the reward of the search', () => {
  it('by hand: all genuine pairs above all impostors earn 1, none earns 0', () => {
    const same = Array.from({ length: 40 }, (_, pair) => pair < 10);
    assert.equal(
      searchReward(
        same.map((one, pair) => (one ? 2 : 0) + pair / 100),
        same,
      ).reward,
      1,
    );
    assert.equal(
      searchReward(
        same.map((one, pair) => (one ? 0 : 2) + pair / 100),
        same,
      ).reward,
      0,
    );
  });

  it('weighs the rates 0.5, 0.25, 0.25 unless told otherwise', () => {
    const row = (tar: number) => ({ ...searchReward([1, 0], [true, false], { fars: [1], weights: [1] }).rows[0], tar });
    assert.equal(rewardOfRows([row(1), row(0.5), row(0)]), 0.625);
    assert.equal(rewardOfRows([row(1), row(0.5)], [0, 2]), 1);
  });

  it('says which rates the pairs cannot support', () => {
    const same = Array.from({ length: 2100 }, (_, pair) => pair < 100);
    const { rows } = searchReward(
      same.map((_, pair) => pair),
      same,
    );
    assert.deepEqual(
      rows.map(({ refusal }) => refusal !== undefined),
      [false, true, true],
    );
  });

  it('the best trial is the first of the largest', () => {
    assert.equal(bestTrial([0.2, 0.9, 0.9, 0.1]), 1);
  });
});
