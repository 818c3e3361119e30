import assert from 'node:assert/strict';
import { placedLeads, placedRows, type PlacedRecords } from '../../src/experiments/placed-results';
import type { GroupWorldResult } from '../../src/experiments/runs/groups-on-world';

/** Two people with 45 pairs each, at two rates; the true-accept rate at 10⁻³ on people trained on is 0.9. */
function run(name: string, seed: number, accepted: number[], evenness?: number): PlacedRecords[number] {
  const roc = Array.from({ length: 41 }, (_, index) => (index === 10 ? 0.9 : 0));
  const result = {
    parameters: 7,
    unseen: { accepted: [accepted, accepted.map((count) => count - 9)] },
    fitted: { roc },
    evenness,
  };
  return { name, seed, result: result as unknown as GroupWorldResult };
}

describe('the results of where the groups stand', () => {
  const records = [
    run('soft-8', 1, [45, 45], 0.9),
    run('soft-8', 2, [45, 36], 0.8),
    run('arcface', 1, [36, 36]),
    run('arcface', 2, [36, 27]),
    run('soft-8', 3, [45, 45], 0.85),
    run('arcface', 3, [36, 36]),
    run('layer', 1, [45, 45]),
  ];

  it('has a row for each variant with a record, in the order from none to all', () => {
    const rows = placedRows(records);
    assert.deepEqual(rows.map(({ variant, seeds }) => [variant, seeds]), [['arcface', 3], ['layer', 1], ['soft-8', 3]]); // prettier-ignore
    const [arcface, layer, soft] = rows;
    assert.ok(Math.abs(arcface.tar[0].mean - 207 / 270) < 1e-12 && arcface.tar[0].half > 0);
    assert.deepEqual(layer.tar, [{ mean: 1, half: NaN }, { mean: 0.8, half: NaN }]); // prettier-ignore
    assert.deepEqual([soft.parameters, soft.fitted.mean], [7, 0.9]);
    assert.ok(Math.abs(soft.evenness!.mean - 0.85) < 1e-12);
    assert.equal(arcface.evenness, undefined);
  });

  it('has the lead of each variant that shares three seeds with another, at both rates', () => {
    const leads = placedLeads(records, 'arcface');
    assert.deepEqual(Object.keys(leads), ['soft-8']);
    for (const lead of leads['soft-8']) {
      for (const value of [lead.mean, lead.low, lead.high]) assert.ok(Math.abs(value - 0.2) < 1e-12, `${value}`);
    }
  });
});
