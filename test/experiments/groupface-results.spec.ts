import assert from 'node:assert/strict';
import {
  ablationRows,
  ablationTable,
  endToEndRows,
  endToEndTable,
  evennessRows,
  pointsAhead,
  variantsPaired,
  type AblationRecords,
  type EndToEndRecords,
} from '../../src/experiments/groupface-results';
import type { EndToEndResult } from '../../src/experiments/runs/end-to-end';
import type { GroupFaceResult } from '../../src/experiments/runs/frozen-trunk';

const scores = (tar: number) => ({ tar, rank1: tar - 0.1, accuracy: tar + 0.1 });

/** A run on the frozen trunk; one with groups has two points more with the group-aware similarity. */
function onTrunk(name: string, seed: number, tar: number, evenness?: number): AblationRecords[number] {
  const groups = evenness === undefined ? undefined : { dagger: scores(tar + 0.02), evenness };
  const result = { unseen: scores(tar), parameters: 1499, multiplyAdds: 2501, trainingSeconds: 10 * seed, groups };
  return { name, seed, result: result as unknown as GroupFaceResult };
}

function endToEnd(name: string, seed: number, tar: number, evenness?: number): EndToEndRecords[number] {
  return { name, seed, result: { unseen: scores(tar), evenness } as unknown as EndToEndResult };
}

const near = (value: number, expected: number): void => assert.ok(Math.abs(value - expected) < 1e-9, `${value}`);

describe('the ablation on a frozen trunk', () => {
  const records = [
    onTrunk('soft-16', 2, 0.6, 0.9),
    onTrunk('soft-16', 1, 0.5, 0.7),
    onTrunk('naive', 1, 0.4, 0.5),
    onTrunk('naive', 2, 0.5, 0.6),
    onTrunk('soft-4', 1, 0.9, 1),
    onTrunk('arcface-wide', 1, 0.5),
    onTrunk('arcface-wide', 2, 0.8),
    onTrunk('arcface', 2, 0.7),
    onTrunk('arcface', 1, 0.5),
  ];
  const rows = ablationRows(records);

  it('has a row a variant, seeds in order, and one more for the group-aware similarity', () => {
    assert.deepEqual(
      rows.map(({ variant, name, seeds, tar }) => [variant, name, seeds, tar]),
      [
        ['arcface', 'ArcFace', [1, 2], [0.5, 0.7]],
        ['arcface-wide', 'ArcFace, wide', [1, 2], [0.5, 0.8]],
        ['naive', 'naive labels, K = 16', [1, 2], [0.4, 0.5]],
        ['soft-4', 'soft, K = 4', [1], [0.9]],
        ['soft-16', 'soft, K = 16', [1, 2], [0.5, 0.6]],
        ['soft-16-dagger', 'soft, K = 16, †', [1, 2], [0.52, 0.62]],
      ],
    );
    const [arcface, , naive, , , dagger] = rows;
    assert.deepEqual([arcface.evenness, naive.evenness, dagger.evenness], [undefined, [0.5, 0.6], [0.7, 0.9]]);
    assert.deepEqual([arcface.parameters, arcface.multiplyAdds, arcface.seconds], [1499, 2501, 15]);
  });

  it('is a table of means over seeds in per cent', () => {
    assert.deepEqual(ablationTable([rows[0], rows[4]]), [
      {
        variant: 'ArcFace',
        'TAR@FAR=1e-3, %': '60.0 ± 14.1',
        'rank 1, %': '50.0 ± 14.1',
        'ten-fold accuracy, %': '70.0 ± 14.1',
        evenness: '–',
        'parameters, thousands': 1,
        'multiply-adds, thousands': 3,
        'training, s': '15',
      },
      {
        variant: 'soft, K = 16',
        'TAR@FAR=1e-3, %': '55.0 ± 7.1',
        'rank 1, %': '45.0 ± 7.1',
        'ten-fold accuracy, %': '65.0 ± 7.1',
        evenness: '0.80 ± 0.14',
        'parameters, thousands': 1,
        'multiply-adds, thousands': 3,
        'training, s': '15',
      },
    ]);
  });

  it('draws how even the groups of each training are, once', () => {
    assert.deepEqual(evennessRows(rows), [
      { name: 'naive labels, K = 16', values: [0.5, 0.6] },
      { name: 'soft, K = 4', values: [1] },
      { name: 'soft, K = 16', values: [0.7, 0.9] },
    ]);
  });

  it('compares two variants seed by seed', () => {
    const { mean, low, high, wins, count } = variantsPaired(rows, ['soft-16', 'naive'], 'evenness');
    // differences 0.2 and 0.3: half the interval is t = 12.706 times 0.05
    [mean - 0.25, low - (0.25 - 0.6353), high - (0.25 + 0.6353)].forEach((off) => near(off, 0));
    assert.deepEqual([wins, count], [2, 2]);
    assert.throws(() => variantsPaired(rows, ['soft-16', 'arcface'], 'evenness'), /There is no evenness of arcface/);
    assert.throws(() => variantsPaired(rows, ['soft-16', 'hard']), /There is no tar of hard/);
    assert.throws(() => variantsPaired(rows, ['soft-4', 'arcface']), /2 to 11 seeds/);
  });

  it('has a row of points for each variant that has all seeds of the base', () => {
    const points = pointsAhead(rows, 'arcface');
    assert.deepEqual(
      points.map((row) => [row.comparison, row['seeds ahead']]),
      [
        ['ArcFace, wide − ArcFace', '1 of 2'],
        ['naive labels, K = 16 − ArcFace', '0 of 2'],
        ['soft, K = 16 − ArcFace', '0 of 2'],
        ['soft, K = 16, † − ArcFace', '1 of 2'],
      ],
    );
    // differences 0 and 10 points
    near(points[0]['mean, points'], 5);
    near(points[0]['95 % from'], 5 - 12.706 * 5);
    near(points[0].to, 5 + 12.706 * 5);
    assert.deepEqual(pointsAhead(rows, 'arcface-wide', ['soft-16', 'hard']).map(({ comparison }) => comparison), ['soft, K = 16 − ArcFace, wide']); // prettier-ignore
    assert.deepEqual(pointsAhead(rows, 'soft-4'), []);
    assert.deepEqual(pointsAhead(rows, 'hard'), []);
  });
});

describe('what was trained end to end', () => {
  const records = [
    ...[2, 1, 3].map((seed) => endToEnd('arcface', seed, 0.5 + seed / 10)),
    ...[1, 2, 4].map((seed) => endToEnd('gentle', seed, 0.6, 0.8)),
    ...[1, 2].map((seed) => endToEnd('self-distributed', seed, 0.5, 0.9 + seed / 100)),
    ...[2, 1].map((seed) => endToEnd('naive', seed, 0.4, seed / 10)),
  ];
  const rows = endToEndRows(records);

  it('is looked at over the seeds that all variants have', () => {
    assert.deepEqual(
      rows.map(({ variant, seeds, tar }) => [variant, seeds, tar]),
      [
        ['arcface', [1, 2], [0.6, 0.7]],
        ['gentle', [1, 2], [0.6, 0.6]],
        ['self-distributed', [1, 2], [0.5, 0.5]],
        ['naive', [1, 2], [0.4, 0.4]],
      ],
    );
    assert.throws(() => endToEndRows(records.slice(0, 6)), /No seed is recorded of all variants/);
  });

  it('is a table with the least even seed', () => {
    const [arcface, , , naive] = endToEndTable(rows);
    assert.deepEqual(Object.values(arcface), ['ArcFace', '65.0 ± 7.1', '55.0 ± 7.1', '75.0 ± 7.1', '–', '–']);
    assert.deepEqual(naive, {
      variant: 'naive, lambda = 3',
      'TAR@FAR=1e-3, %': '40.0 ± 0.0',
      'rank 1, %': '30.0 ± 0.0',
      'ten-fold accuracy, %': '50.0 ± 0.0',
      evenness: '0.15 ± 0.07',
      'lowest evenness': '0.10',
    });
  });
});
