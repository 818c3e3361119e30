import assert from 'node:assert/strict';
import { seeded } from '../../../src/base/random';
import { closeGroups, contestOf, decide } from '../../../src/evaluation/identification/candidates';
import { cellSize, groupSize, member, type Maxima, type Screen } from '../../../src/evaluation/identification/screen';
import { nobody } from '../../../src/evaluation/identification/top-k';
import { cosine, directions } from '../../../src/similarity/cosine';

/** What a screen says of the maxima at worst: each is off by the error it may have, up or down. */
const error = 0.05;
const worst: Pick<Screen, 'least' | 'most' | 'needed'> = {
  least: (m) => m - error,
  most: (m) => m + error,
  needed: (similarity) => similarity - error,
};

describe('candidates', () => {
  it('hold every neighbour, though the screen is off by as much as it may be, over two tiles, with cells and without', async () => {
    let fewer = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const chance = seeded(seed);
      const [width, topK, step] = [1 + chance.integer(4), 1 + chance.integer(6), [3, 8, 16, 24][seed % 4]];
      const cellStep = step / cellSize;
      const rows = step * groupSize;
      const matrix = (count: number) => directions({ values: Float32Array.from({ length: count * 4 }, chance.normal), rows: count, columns: 4 }, 'm'); // prettier-ignore
      const [from, to] = [matrix(width), matrix(2 * rows)];
      const off = (similarity: number): number => Math.fround(similarity + 0.999 * (chance.integer(2) === 0 ? error : -error)); // prettier-ignore
      const contest = contestOf(nobody(width, topK), 0, width);
      for (const start of [0, rows]) {
        const best = Float32Array.from({ length: step * width }, (_, place) => {
          const [group, probe] = [Math.floor(place / width), place % width];
          const of = (which: number) => cosine(from, probe, to, start + member(group, which, step, groupSize));
          return off(Math.max(...Array.from({ length: groupSize }, (_, which) => of(which))));
        });
        const cells = Number.isInteger(cellStep) ? cellStep : 0;
        const bestOfCells = Float32Array.from({ length: cells * width }, (_, place) => {
          const [cell, probe] = [Math.floor(place / width), place % width];
          const of = (which: number) => best[member(cell, which, cellStep, cellSize) * width + probe];
          return Math.max(...Array.from({ length: cellSize }, (_, which) => of(which)));
        });
        const maxima: Maxima = { groups: step, step, cells, cellStep, best: (place) => best[place], bestOfCells };
        contest.candidates.push(...closeGroups(contest, maxima, worst as Screen, start));
      }
      if (contest.candidates.length < width * step) fewer++;
      await decide(contest, from, to, {});
      for (let probe = 0; probe < width; probe++) {
        const cosines = Float64Array.from({ length: 2 * rows }, (_, row) => cosine(from, probe, to, row));
        const sorted = Array.from(cosines.keys()).sort((a, b) => cosines[b] - cosines[a] || a - b);
        const found = contest.nearest.indices.subarray(probe * topK, (probe + 1) * topK);
        assert.deepEqual(Array.from(found), sorted.slice(0, topK), `seed ${seed}, probe ${probe}`);
      }
    }
    assert.ok(fewer > 30, `only ${fewer} of 60 had fewer candidates than half of the groups`);
  });
});
