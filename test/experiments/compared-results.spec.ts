import assert from 'node:assert/strict';
import {
  comparedDifference,
  comparedRows,
  curveOverSeeds,
  leadsOver,
  leadsOverEach,
  scoresOfHalves,
  type ComparedRecords,
} from '../../src/experiments/compared-results';
import { triedSettings } from '../../src/experiments/losses-compared';
import { linesOfMargin, marginPaysName, peopleCounts, stepCounts } from '../../src/experiments/margin-pays';
import type { Compared } from '../../src/experiments/runs/train-and-compare';

/** Three people with 45 pairs each, at three rates. */
function run(name: string, seed: number, accepted: number[], accuracy = 0.9): ComparedRecords[number] {
  const result = { accuracy, equalErrorRate: 0.1, rank1: 0.8, accepted: [accepted, accepted, accepted.map(() => 0)] };
  return { name, seed, result: result as unknown as Compared };
}

describe('the results of the comparison of losses', () => {
  const records = [
    run('arcface', 1, [45, 45, 36], 0.98),
    run('arcface', 2, [45, 36, 45], 0.96),
    run('arcface', 3, [45, 45, 45], 0.97),
    run('softmax', 3, [36, 36, 36], 0.9),
    run('softmax', 1, [36, 36, 27], 0.9),
    run('softmax', 2, [36, 27, 36], 0.9),
    run('triplet', 1, [45, 45, 45]),
  ];

  it('has a row for each loss with a record, in the order of the course', () => {
    const rows = comparedRows(records);
    assert.deepEqual(rows.map(({ loss, seeds }) => [loss, seeds]), [['softmax', 3], ['triplet', 1], ['arcface', 3]]); // prettier-ignore
    const arcface = rows[2];
    assert.ok(Math.abs(arcface.accuracy.mean - 0.97) < 1e-12);
    assert.ok(Math.abs(arcface.tar[0].mean - 387 / 405) < 1e-12 && arcface.tar[0].half > 0);
    assert.deepEqual(rows[1].tar[1], { mean: 1, half: NaN });
    assert.equal(rows[0].tar[2].mean, 0);
  });

  it('takes differences person by person and seed by seed, so that what both share cancels out', () => {
    const { mean, low, high, seeds } = comparedDifference(records, ['arcface', 'softmax'], 1e-3);
    assert.equal(seeds, 3);
    for (const value of [mean, low, high]) assert.ok(Math.abs(value - 0.2) < 1e-12, `${value}`);
    assert.throws(() => comparedDifference(records, ['arcface', 'triplet'], 1e-3), /have 1 seeds in common/);
    assert.throws(() => comparedDifference(records, ['arcface', 'softmax'], 0.5), /No true-accept rate was recorded at 0.5/); // prettier-ignore
  });

  it('has the lead of each loss that shares three seeds with another', () => {
    const leads = leadsOver(records, 'softmax', 1e-3);
    assert.deepEqual(Object.keys(leads), ['arcface']);
    assert.ok(Math.abs(leads.arcface.mean - 0.2) < 1e-12);
    assert.deepEqual(leadsOver(records, 'triplet', 1e-3), {});
  });

  it('has leads over several losses in one row, empty where there is nothing to compare', () => {
    const [arcface, ...others] = leadsOverEach(records, ['softmax', 'triplet'], 1e-3);
    assert.deepEqual([arcface.name, others], ['ArcFace', []]);
    const [overSoftmax, overTriplet] = arcface.values;
    assert.ok(Math.abs(overSoftmax!.mean - 0.2) < 1e-12 && Math.abs(overSoftmax!.half) < 1e-12);
    assert.equal(overTriplet, undefined);
  });

  it('has curves over the seeds, with a band that stays within 0 and 1', () => {
    const curved = [0.9, 1].map((last, index) => {
      const { result, ...record } = run('arcface', index + 1, [45]);
      return { ...record, result: { ...result, roc: [0.5, last], cmc: [0.7] } };
    });
    const { name, mean, lower, upper } = curveOverSeeds(curved, 'arcface', 'roc');
    assert.equal(name, 'ArcFace');
    assert.ok(Math.abs(mean[1] - 0.95) < 1e-12);
    assert.deepEqual([lower[0], upper[0], upper[1]], [0.5, 0.5, 1]);
    assert.deepEqual(curveOverSeeds(curved.slice(0, 1), 'arcface', 'cmc').lower, [0.7]);
    assert.throws(() => curveOverSeeds(curved, 'softmax', 'roc'), /no record of softmax: npx facelab experiment losses-compared/); // prettier-ignore
  });

  it('scores a run on the first half of the people and on the second', () => {
    const halves = scoresOfHalves([run('arcface', 3, [45, 36, 9, 0])], 'arcface', 1e-2);
    assert.deepEqual(halves, [{ seed: 3, validation: 0.9, test: 0.1 }]);
    assert.throws(() => scoresOfHalves(records, 'arcface', 0.5), /No true-accept rate was recorded at 0.5/);
  });

  it('tells what was tried, with its rate on the validation people, where it is recorded', () => {
    const roc = Array.from({ length: 41 }, (_, point) => point / 100);
    const tuned = [1, 3].map((number) => ({ name: `triplet-${number}`, result: { roc } as Compared }));
    const { name, tried } = triedSettings(tuned).find(({ loss }) => loss === 'triplet')!;
    assert.equal(name, 'triplet, semi-hard (FaceNet)');
    assert.deepEqual(tried, [
      { setting: 'margin 0.1', tar: roc[10], isChosen: false },
      { setting: 'margin 0.4', tar: roc[10], isChosen: true },
    ]);
  });

  it('over people and steps has a point where something is recorded', () => {
    const [first, second] = [marginPaysName('arcface', 300, 1000), marginPaysName('softmax', 100, 300)];
    const lines = linesOfMargin([run(first, 1, [9, 9, 9], 0.7), run(first, 2, [9, 9, 9], 0.9), run(second, 1, [9, 9, 9])], [run('arcface', 1, [9], 0.99)], ({ accuracy }) => accuracy); // prettier-ignore
    assert.deepEqual(lines.map(({ steps }) => steps), stepCounts); // prettier-ignore
    assert.ok(peopleCounts.includes(300));
    const arcface = lines[1].lines[2].points;
    assert.equal(arcface.length, 1);
    assert.equal(arcface[0].people, 300);
    assert.ok(Math.abs(arcface[0].mean - 0.8) < 1e-12);
    assert.deepEqual(lines[0].lines[0].points, [{ people: 100, mean: 0.9, half: NaN }]);
    assert.deepEqual(lines[2].lines[1].points, []);
    assert.deepEqual(lines[2].lines[2].points, [{ people: 2000, mean: 0.99, half: NaN }]);
  });
});
