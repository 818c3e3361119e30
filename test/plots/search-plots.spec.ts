import assert from 'node:assert/strict';
import { bestMatches } from '../../src/plots/runs/best-matches';
import { bestOfTrials } from '../../src/plots/runs/best-of-trials';
import { parallelTrials } from '../../src/plots/runs/parallel-trials';
import { policyOverTrials } from '../../src/plots/runs/policy-over-trials';
import { rewardByValue } from '../../src/plots/runs/reward-by-value';
import { rewardOverTrials } from '../../src/plots/runs/reward-over-trials';
import { searchedAndRetrained } from '../../src/plots/runs/searched-and-retrained';

describe('figures of the search', () => {
  const trials = [
    { choice: { m2: 0.5, scale: 8 }, reward: 0.4 },
    { choice: { m2: 0, scale: 64 }, reward: 0.1 },
  ];

  it('the best so far never falls', () => {
    const { data } = rewardOverTrials([{ name: 'random', rewards: [0.2, 0.5, 0.1] }], { baseline: 0.3, title: 't' });
    assert.deepEqual(data.map(({ y }) => y), [[0.2, 0.5, 0.1], [0.2, 0.5, 0.5]]); // prettier-ignore
    assert.deepEqual(data[0].x, [1, 2, 3]);
  });

  it('the best of k trials stands at k, the end of each search is marked, the hand is dashed', () => {
    const searches = [
      { name: 'data', expected: [0.2, 0.3, 0.35] },
      { name: 'loss', expected: [0.1] },
    ];
    const { data, layout } = bestOfTrials(searches, { baseline: 0.25, title: 't' });
    const [line, end] = data.filter((trace) => trace.name === 'data');
    assert.deepEqual([line.x, line.y], [[1, 2, 3], [0.2, 0.3, 0.35]]); // prettier-ignore
    assert.deepEqual([end.x, end.y], [[3], [0.35]]);
    const [rule] = layout.shapes as { y0: number; y1: number }[];
    assert.deepEqual([rule.y0, rule.y1], [0.25, 0.25]);
    assert.throws(() => bestOfTrials([], { baseline: 0, title: 't' }), /There is no search to draw/);
  });

  it('parallel coordinates stand at the positions of values, the best trial last and on top', () => {
    const axes = [
      { axis: 'm2', label: 'm₂', values: [0, 0.5] },
      { axis: 'scale', label: 's', values: [8, 30, 64] },
    ];
    const { data } = parallelTrials(trials, axes, { title: 't' });
    const dimensions = data[0].dimensions as { label: string; values: number[]; ticktext?: string[] }[];
    assert.deepEqual(dimensions.map(({ label, values }) => [label, values]), [['m₂', [0, 1]], ['s', [2, 0]], ['reward', [0.1, 0.4]]]); // prettier-ignore
    assert.deepEqual(dimensions[1].ticktext, ['8', '30', '64']);
    assert.throws(
      () => parallelTrials([{ choice: { m2: 0.3 }, reward: 1 }], axes, { title: 't' }),
      /m2 = 0.3, expected one of 0, 0.5/,
    );
  });

  it('rewards stand above the value that was chosen, values in the order of their axis', () => {
    const axes = [
      { axis: 'm2', label: 'm₂', values: [0.5, 0] },
      { axis: 'scale', label: 's', values: [8, 64] },
    ];
    const { data, layout } = rewardByValue(trials, axes, { title: 't', baseline: 0.3 });
    assert.deepEqual(data.map(({ x, y }) => [x, y]), [[['0.5', '0'], [0.4, 0.1]], [['8', '64'], [0.4, 0.1]]]); // prettier-ignore
    assert.deepEqual((layout.xaxis as { categoryarray: string[] }).categoryarray, ['0.5', '0']);
    assert.deepEqual((layout.shapes as { y0: number }[]).map(({ y0 }) => y0), [0.3, 0.3]); // prettier-ignore
    assert.throws(() => rewardByValue([], axes, { title: 't' }), /There is no trial to draw/);
  });

  it('a policy frames the value that is known to be best', () => {
    const chances = [[0.5, 0.3, 0.2]];
    const { layout } = policyOverTrials([{ label: 'm₂', values: [0, 0.3, 0.5], chances, best: 0.3 }], [0], { title: 't' }); // prettier-ignore
    const [{ y0, y1 }] = layout.shapes as { y0: number; y1: number }[];
    assert.deepEqual([y0, y1], [0.5, 1.5]);
  });

  it('a policy has a row per value and a column per moment', () => {
    const chances = [[0.5, 0.5], [0.9, 0.1]]; // prettier-ignore
    const { data } = policyOverTrials([{ label: 'm₂', values: [0, 0.5], chances }], [0, 100], { title: 't' });
    assert.deepEqual([data[0].x, data[0].z], [[0, 100], [[0.5, 0.9], [0.5, 0.1]]]); // prettier-ignore
    assert.throws(
      () => policyOverTrials([{ label: 'm₂', values: [0], chances }], [0, 100], { title: 't' }),
      /expected 2 rows of 1/,
    );
  });

  it('a choice that was not searched has no hollow dot', () => {
    const rows = [
      { name: 'by hand', retrained: [0.3, 0.5] },
      { name: 'best', searched: 0.9, retrained: [0.6] },
    ];
    const { data } = searchedAndRetrained(rows, { title: 't' });
    const of = (name: string) => data.find((trace) => trace.name === name)!;
    assert.deepEqual([of('in the search').x, of('in the search').y], [[0.9], ['best']]);
    assert.deepEqual(of('mean of trainings').x, [0.4, 0.6]);
  });

  it('the best of each network is framed, and colours tell how far a cell lies behind it', () => {
    const axes = {
      data: { title: 'data', labels: ['easy', 'hard'] },
      loss: { title: 'loss', labels: ['gentle', 'strict'] },
    };
    const rewards = [[0.2, 0.5], [0.4, undefined]]; // prettier-ignore
    const { data } = bestMatches([{ name: 'small', rewards }], axes, { title: 't' });
    const [map, frame] = data;
    assert.deepEqual([map.z, map.zmin, map.zmax], [[[-0.3, 0], [-0.1, null]], -0.3, 0]); // prettier-ignore
    assert.deepEqual(map.text, [['0.20', '0.50'], ['0.40', '']]); // prettier-ignore
    assert.deepEqual([frame.x, frame.y], [['hard'], ['gentle']]);
    assert.throws(() => bestMatches([], axes, { title: 't' }), /There is no network to draw/);
    assert.throws(
      () => bestMatches([{ name: 'small', rewards: [[1]] }], axes, { title: 't' }),
      /The rewards of small do not fit the axes: give 2 rows of 2/,
    );
    const empty = [[undefined, undefined], [undefined, undefined]]; // prettier-ignore
    assert.throws(() => bestMatches([{ name: 'small', rewards: empty }], axes, { title: 't' }), /no reward of small/);
  });

  it('say in a sentence that nothing was given', () => {
    assert.throws(() => rewardOverTrials([], { baseline: 0, title: 't' }), /There is no trial to draw/);
    assert.throws(() => parallelTrials([], [], { title: 't' }), /There is no trial to draw/);
    assert.throws(() => policyOverTrials([], [], { title: 't' }), /There is no policy to draw/);
    assert.throws(() => searchedAndRetrained([], { title: 't' }), /There is nothing to draw/);
  });
});
