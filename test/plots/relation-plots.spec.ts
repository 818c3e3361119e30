import assert from 'node:assert/strict';
import { accuracyBesideCost } from '../../src/plots/runs/accuracy-beside-cost';
import { relationScatter } from '../../src/plots/scores/relation-scatter';
import { relationSignal } from '../../src/plots/scores/relation-signal';

describe('figures of relations', () => {
  it('draw a part of many relations, on equal axes', () => {
    const relations = Array.from({ length: 50 }, () => ({ teacher: 0.25, student: 0.5 }));
    const { data, layout } = relationScatter([{ name: 'one', relations }], {
      slack: 0.03,
      title: 'relations',
      most: 10,
    });
    assert.deepEqual([data[0].x, data[0].y], [new Array(10).fill(0.25), new Array(10).fill(0.5)]);
    const [x, y] = ['xaxis', 'yaxis'].map((name) => (layout[name] as { range: number[] }).range);
    assert.deepEqual(x, y);
    assert.ok(x[0] < 0.25 && x[1] > 0.5);
  });

  it('count similarities of mined and drawn pairs in the same bins', () => {
    const way = (name: string, similarities: number[]) => ({ name, similarities, signal: [0.2, 0.1] }); // prettier-ignore
    const { data } = relationSignal(
      [way('mined', [0.5, 0.5, 0.5]), way('drawn', [-0.5, 0.5])],
      [0, 100],
      { threshold: 0.4, measure: 'share', title: 'signal' },
    ); // prettier-ignore
    const bars = data.filter(({ type }) => type === 'bar');
    assert.deepEqual(bars.map(({ name }) => name), ['drawn', 'mined']); // prettier-ignore
    assert.deepEqual(bars[0].x, bars[1].x);
    const [drawn, mined] = bars.map(({ y }) => (y as number[]).filter((share) => share > 0));
    assert.deepEqual([drawn, mined], [[0.5, 0.5], [1]]);
  });

  it('put networks beside their size and time, with the first one as the line to reach', () => {
    const networks = [
      { name: 'teacher', accuracy: 0.9, low: 0.8, high: 0.95, parameters: 1000, milliseconds: 2 },
      { name: 'student', accuracy: 0.8, low: 0.7, high: 0.9, parameters: 100, milliseconds: 1 },
    ];
    const { data, layout } = accuracyBesideCost(networks, { measure: 'TAR', title: 'cost' });
    assert.deepEqual(data.map(({ x }) => x), [[0.9, 0.8], [1000, 100], [2, 1]]); // prettier-ignore
    const { array, arrayminus } = data[0].error_x as Record<string, number[]>;
    assert.deepEqual([array, arrayminus], [[0.05, 0.1], [0.1, 0.1]]); // prettier-ignore
    assert.deepEqual((layout.shapes as { x0: number }[]).map(({ x0 }) => x0), [0.9]); // prettier-ignore
  });

  it('say in a sentence that nothing was given', () => {
    assert.throws(() => relationScatter([], { title: 'none' }), /There is no relation to draw/);
    assert.throws(() => accuracyBesideCost([], { measure: 'TAR', title: 'none' }), /There is no network to draw/);
    const way = { name: 'mined', similarities: [1], signal: [] };
    const options = { threshold: 0, measure: 'm', title: 'none' };
    assert.throws(() => relationSignal([way, way], [0], options), /There are 0 and 0 signals at 1 steps/);
  });
});
