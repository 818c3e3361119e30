import assert from 'node:assert/strict';
import {
  difficultyOfBest,
  matchedFilters,
  matchedMargins,
  matchedSizes,
  matchMaps,
  matchName,
  searchMatches,
} from '../../src/experiments/search-matches';
import type { TrialResult } from '../../src/lessons/search/trial';
import { handPicked } from '../../src/search/space';

const record = (name: string, seed: number, reward: number, difficulty = { data: 0, loss: 0 }) => ({
  name,
  seed,
  result: { reward, difficulty } as TrialResult,
});

describe('networks of three sizes on data and losses from easy to hard', () => {
  it('are asked about every point, with the widths of their size and all else by hand', () => {
    const { configurations } = searchMatches;
    assert.equal(Object.keys(configurations).length, 36);
    const { choice, widths } = configurations['large-above-45-margin-2'];
    assert.deepEqual(choice, { ...handPicked, filterThreshold: 0.45, m2: 0.2 });
    assert.deepEqual(widths, [32, 64, 96, 128]);
    assert.equal(matchName('small', -1, 0), 'small-all-margin-0');
  });

  it('give a map each, mean over seeds, with gaps where nothing is recorded', () => {
    const records = [
      record('small-above-60-margin-0', 1, 0.2),
      record('small-above-60-margin-0', 2, 0.4),
      record('large-all-margin-4', 1, 0.7),
    ];
    const [small, middle, large] = matchMaps(records);
    assert.equal(small.rewards.length, 3);
    assert.deepEqual(small.rewards[0].slice(1), [undefined, undefined, undefined]);
    assert.ok(Math.abs(small.rewards[0][0]! - 0.3) < 1e-12);
    assert.ok(middle.rewards.flat().every((reward) => reward === undefined));
    assert.deepEqual(large.rewards[2], [undefined, undefined, undefined, 0.7]);
  });

  it('have a difficulty that suits them best, over the seeds of which every point is recorded', () => {
    const whole = (size: string, seed: number, best: string) =>
      matchedFilters.flatMap((filter, column) =>
        matchedMargins.map((m2, row) => {
          const name = matchName(size, filter, m2);
          return record(name, seed, name === best ? 0.9 : 0.1, { data: column / 10, loss: row / 10 });
        }),
      );
    const records = [
      ...whole('small', 1, 'small-above-45-margin-0'),
      ...whole('small', 2, 'small-above-30-margin-0'),
      ...whole('small', 3, 'small-all-margin-4').slice(1),
      ...whole('large', 1, 'large-all-margin-4'),
    ];
    const [small, large, ...rest] = difficultyOfBest(records);
    assert.equal(rest.length, 0);
    assert.deepEqual([small.name, small.seeds, small.loss], [matchedSizes.small.name, 2, { mean: 0, half: 0 }]);
    assert.ok(Math.abs(small.data.mean - 0.15) < 1e-12 && Math.abs(small.data.half - 12.706 * 0.05) < 1e-9);
    assert.deepEqual([large.seeds, large.data.mean, large.loss.mean], [1, 0.3, 0.2]);
    assert.ok(Number.isNaN(large.data.half));
  });
});
