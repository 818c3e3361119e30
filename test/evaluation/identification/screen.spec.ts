import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { seeded } from '../../../src/base/random';
import {
  cellSize,
  groupSize,
  member,
  quickestPrecision,
  screenOf,
  type Precision,
} from '../../../src/evaluation/identification/screen';

describe('the screen of cosines', () => {
  /** How far the screen is off in units of what it allows, at most; tested with unit vectors that share a direction. */
  async function worst(precision: Precision, groups: number, probes: number, dim: number): Promise<number> {
    const { normal } = seeded(dim, `${groups} × ${probes}`);
    const unit = (rows: number): Float64Array[] =>
      Array.from({ length: rows }, (_, row) => {
        // From all alike to nothing alike, on either side.
        const vector = Float64Array.from({ length: dim }, () => normal() + (row % 3) - 1);
        const length = Math.hypot(...vector) || 1;
        return vector.map((value) => value / length);
      });
    const [rows, columns] = [unit(groups * groupSize), unit(probes)];
    const tensor = (vectors: Float64Array[]) => tf.tensor2d(vectors.map((vector) => Array.from(vector)));
    const [gallery, tile] = [tensor(rows), tensor(columns)];
    const screen = await screenOf(tile, precision);
    const { best, bestOfCells, ...maxima } = await screen.maxima(gallery);
    assert.deepEqual([maxima.groups, bestOfCells.length], [groups, maxima.cells * probes]);
    // Every row is in one group, every group in one cell, if there are cells.
    const all = (sets: number, step: number, size: number): number[] =>
      Array.from({ length: sets * size }, (_, i) => member(Math.floor(i / size), i % size, step, size)).sort((x, y) => x - y); // prettier-ignore
    assert.deepEqual(all(groups, maxima.step, groupSize), Array.from(rows.keys()));
    if (maxima.cells > 0) assert.deepEqual(all(maxima.cells, maxima.cellStep, cellSize), Array.from({ length: groups }, (_, group) => group)); // prettier-ignore
    bestOfCells.forEach((value, place) => {
      const [cell, probe] = [Math.floor(place / probes), place % probes];
      const group = (which: number) => member(cell, which, maxima.cellStep, cellSize);
      assert.equal(value, Math.max(...Array.from({ length: cellSize }, (_, i) => best(group(i) * probes + probe))));
    });
    let off = 0;
    for (let group = 0; group < groups; group++) {
      for (let probe = 0; probe < probes; probe++) {
        let exact = -Infinity;
        for (let which = 0; which < groupSize; which++) {
          const row = member(group, which, maxima.step, groupSize);
          exact = Math.max(exact, rows[row].reduce((sum, value, d) => sum + value * columns[probe][d], 0)); // prettier-ignore
        }
        const screened = best(group * probes + probe);
        assert.ok(
          screen.least(screened) <= exact && exact <= screen.most(screened) && screened >= screen.needed(exact),
          `${screened}, in truth ${exact}`,
        );
        off = Math.max(off, Math.abs(screened - exact) / (screened - screen.least(screened)));
      }
    }
    screen.dispose();
    tf.dispose([gallery, tile]);
    return off;
  }

  for (const precision of ['float32', 'bfloat16'] as const) {
    it(`is within its bounds at any size, ${precision}`, async function () {
      if (precision === 'bfloat16' && quickestPrecision() !== 'bfloat16') this.skip();
      const before = tf.memory().numTensors;
      let off = 0;
      for (const [groups, probes, dim] of [
        [1, 1, 1],
        [1, 1, 2],
        [3, 5, 7],
        [2, 33, 64],
        [40, 17, 512],
        [36, 9, 20],
        [22, 4, 8],
        [64, 3, 9],
        [32, 5, 6],
        [5, 3, 4096],
      ])
        // prettier-ignore
        off = Math.max(off, await worst(precision, groups, probes, dim));
      assert.equal(tf.memory().numTensors, before);
      // The bounds of bfloat16 are those of the worst case, and a good part of them is used.
      if (precision === 'bfloat16') assert.ok(off > 0.1, `${off}`);
    });
  }
});
