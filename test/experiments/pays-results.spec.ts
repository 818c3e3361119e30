import assert from 'node:assert/strict';
import { clearLeads, payLeadRows, payRows } from '../../src/experiments/pays-results';
import type { PlacedRecords } from '../../src/experiments/placed-results';
import type { GroupWorldResult } from '../../src/experiments/runs/groups-on-world';

/** Two people with 45 pairs each; at the second rate 9 fewer are accepted of each. */
function run(name: string, seed: number, accepted: number[]): PlacedRecords[number] {
  const result = { unseen: { accepted: [accepted, accepted.map((count) => count - 9)] } };
  return { name, seed, result: result as unknown as GroupWorldResult };
}

describe('when groups pay', () => {
  it('has a row for each point with three seeds with and without groups, people before blur', () => {
    const rows = payRows([
      run('soft-32-2000-50', 1, [45, 36]),
      run('soft-32-2000-50', 2, [36, 45]),
      run('soft-32-2000-50', 3, [36, 45]),
      run('arcface-2000-50', 1, [36, 27]),
      run('arcface-2000-50', 2, [27, 36]),
      run('arcface-2000-50', 3, [27, 36]),
      run('soft-8-8000-0', 1, [36, 36]),
      run('soft-8-8000-0', 2, [36, 36]),
      run('soft-8-8000-0', 5, [36, 36]),
      run('arcface-8000-0', 1, [45, 45]),
      run('arcface-8000-0', 2, [45, 45]),
      run('arcface-8000-0', 5, [45, 45]),
      ...[1, 2, 3].map((seed) => run('soft-8-500-0', seed, [45, 45])),
      ...[1, 2, 4].map((seed) => run('arcface-500-0', seed, [45, 45])),
    ]);
    assert.deepEqual(
      rows.map(({ name, variant, people, blurred }) => [name, variant, people, blurred]),
      [
        ['8,000 people', 'soft-8', 8000, 0],
        ['2,000, 50 % blurred', 'soft-32', 2000, 0.5],
      ],
    );
    const [behind, ahead] = rows.map(({ leads }) => leads.map(({ mean }) => Math.round(1e9 * mean) / 1e9));
    assert.deepEqual([behind, ahead], [[-0.2, -0.2], [0.2, 0.2]]); // prettier-ignore
  });

  it('is drawn as rows, and counted where an interval lies to the right of 0', () => {
    const point = { people: 500, blurred: 0, dim: 32, steps: 1, margin: 0.3 };
    const lead = (mean: number, half: number) => ({ mean, half });
    const rows = [
      { ...point, name: '500 people', variant: 'soft-8', leads: [lead(0.2, 0.1), lead(0.1, 0.2)] },
      { ...point, name: '8,000 people', variant: 'soft-32', leads: [lead(-0.3, 0.1), lead(0.02, 0.01)] },
    ];
    assert.deepEqual(payLeadRows(rows), [
      { name: '500 people, 8 groups', values: [lead(0.2, 0.1), lead(0.1, 0.2)] },
      { name: '8,000 people, 32 groups', values: [lead(-0.3, 0.1), lead(0.02, 0.01)] },
    ]);
    assert.deepEqual(clearLeads(rows), { clear: 2, all: 4 });
  });
});
