import assert from 'node:assert/strict';
import { tripletZones, zoneOf } from '../../../src/plots/losses/triplet-zones';

describe('the zones of triplets', () => {
  it('end where the positive stands, and a margin behind it', () => {
    assert.deepEqual([0.1, 0.5, 0.6, 0.7, 0.9].map((d2) => zoneOf(d2, 0.5, 0.2)), ['hard', 'hard', 'semi-hard', 'easy', 'easy']); // prettier-ignore
  });

  it('every picture stands at its distance from the anchor', () => {
    const zone = { name: 'Ada', toPositive: 0.49, toNegatives: [0.25, 0.64, 1], chosen: 1 };
    const { data, layout } = tripletZones([zone], { margin: 0.2 });
    const distances = (name: string): number[] => {
      const { x, y } = data.find((trace) => trace.name === name) as unknown as { x: number[]; y: number[] };
      return x.map((each, i) => Math.round(1000 * Math.hypot(each, y[i])) / 1000);
    };
    assert.deepEqual(distances('anchor'), [0]);
    assert.deepEqual(distances('positive'), [0.7]);
    assert.deepEqual(['hard negative', 'semi-hard negative', 'easy negative'].map(distances), [[0.5], [0.8], [1]]);
    assert.deepEqual(distances('mined'), [0.8]);
    assert.match(JSON.stringify(layout.annotations), /1 hard · 1 semi-hard · 1 easy/);
    const radii = (layout.shapes as { x1: number }[]).map(({ x1 }) => x1);
    assert.ok(Math.abs(radii[1] - Math.sqrt(0.69)) < 1e-9 && radii[2] === 0.7 && radii[0] > 1);
  });

  it('name each kind once in the legend, wherever it is met first', () => {
    const zones = [
      { name: 'Ada', toPositive: 0.5, toNegatives: [1] },
      { name: 'Bo', toPositive: 0.5, toNegatives: [0.1, 1] },
    ];
    const shown = tripletZones(zones, { margin: 0.2 }).data.filter(({ showlegend }) => showlegend);
    assert.deepEqual(
      shown.map(({ name }) => name),
      ['anchor', 'positive', 'easy negative', 'hard negative'],
    );
  });

  it('refuse no triplet', () => {
    assert.throws(() => tripletZones([], { margin: 0.2 }), /There is no triplet to draw/);
  });
});
