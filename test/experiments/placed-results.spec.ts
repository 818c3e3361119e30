import assert from 'node:assert/strict';
import {
  placedLeadRows,
  placedLeads,
  placedRows,
  placedTable,
  strictTar,
  type PlacedRecords,
} from '../../src/experiments/placed-results';
import type { GroupWorldResult } from '../../src/experiments/runs/groups-on-world';
import { formatShare } from '../../src/experiments/shares-of-people';

/** Two people with 45 pairs each, at two rates; the true-accept rate at 10⁻³ is 0.9 on people trained on, 0.05 · seed on others. */
function run(name: string, seed: number, accepted: number[], evenness?: number): PlacedRecords[number] {
  const roc = Array.from({ length: 41 }, (_, index) => (index === 10 ? 0.9 : 0));
  const result = {
    parameters: 7,
    unseen: { accepted: [accepted, accepted.map((count) => count - 9)], roc: roc.map((tar) => (tar * seed) / 18) },
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

  it('is drawn as rows: the leads and half their intervals, by the names of the variants', () => {
    const [row, ...none] = placedLeadRows(records, 'arcface');
    assert.deepEqual([row.name, none], ['the same, sum centred, K = 8', []]);
    for (const { mean, half } of row.values) assert.ok(Math.abs(mean - 0.2) < 1e-12 && Math.abs(half) < 1e-12);
  });

  it('is a table in per cent, with half an interval where there are several seeds', () => {
    const [, layer, soft] = placedTable(placedRows(records));
    assert.deepEqual(layer, {
      variant: 'a layer more, no groups',
      'TAR@FAR=1e-3, %': '100.0',
      'TAR@FAR=1e-4, %': '80.0',
      'trained on, 1e-3, %': '90.0',
      evenness: '–',
      'parameters, k': 0,
    });
    assert.deepEqual([soft['trained on, 1e-3, %'], soft.evenness], ['90.0 ± 0.0', '0.85']);
    assert.deepEqual([formatShare({ mean: 0.912, half: 0.0081 }), formatShare({ mean: 0.5, half: NaN }, 0)], ['91.2 ± 0.8', '50']); // prettier-ignore
  });

  it('has the true-accept rate at 10⁻³ of one name, mean over its seeds', () => {
    assert.ok(Math.abs(strictTar(records, 'soft-8', 'unseen') - 0.1) < 1e-12);
    assert.ok(Math.abs(strictTar(records, 'soft-8', 'fitted') - 0.9) < 1e-12);
    assert.throws(() => strictTar(records, 'hard-16', 'unseen'), /no run to average/);
  });
});
