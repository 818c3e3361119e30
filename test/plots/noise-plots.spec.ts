import assert from 'node:assert/strict';
import { gradientPull } from '../../src/plots/losses/gradient-pull';
import { framedGallery } from '../../src/plots/pictures/framed-gallery';
import { noiseLines } from '../../src/plots/runs/noise-lines';
import { repairCurves } from '../../src/plots/runs/repair-curves';
import { repairRegions } from '../../src/plots/scores/repair-regions';

const moment = { step: 10, precision: NaN, recall: 0.5, spoilt: 0, moved: NaN, believed: 0.2, seenThrough: 0.6 };

describe('figures of dirty labels', () => {
  it('a share of nothing is a gap in the curve', () => {
    const { data } = repairCurves([{ name: 'run', repairs: [moment] }], ['precision', 'recall'], { title: 'repair' });
    assert.deepEqual(data.map(({ y }) => y), [[null], [0.5]]); // prettier-ignore
  });

  it('regions draw a part of many pictures, in degrees, and leave out kinds that are not there', () => {
    const pictures = Array.from({ length: 50 }, () => ({ kind: 'right' as const, ownAngle: Math.PI / 6, otherAngle: Math.PI / 2 })); // prettier-ignore
    const { data, layout } = repairRegions(pictures, { margin: 0.5, title: 'regions', most: 10 });
    assert.equal(data.length, 1);
    assert.deepEqual([data[0].x, data[0].y], [new Array(10).fill(30), new Array(10).fill(90)]);
    assert.match(JSON.stringify(layout.title), /One point for 5 pictures/);
    // The rare kind is thinned as the frequent one is.
    const both = [...pictures, ...pictures.slice(0, 10).map((one) => ({ ...one, kind: 'flipped' as const }))];
    const counts = repairRegions(both, { margin: 0.5, title: 'regions', most: 12 }).data.map(
      ({ x }) => (x as number[]).length,
    );
    assert.deepEqual(counts, [10, 2]);
  });

  it('the pull is set beside the number of pictures', () => {
    const share = (pictures: number, gradient: number): { pictures: number; gradient: number } => ({ pictures, gradient }); // prettier-ignore
    const pull = { right: share(0.8, 0.3), flipped: share(0.2, 0.7), outsider: share(0, 0) };
    const { data } = gradientPull([{ name: 'ArcFace', pull }], { title: 'pull' });
    assert.deepEqual(data.map(({ x }) => x), [[0.8, 0.3], [0.2, 0.7]]); // prettier-ignore
  });

  it('a line of single runs has no bars', () => {
    const points = [{ share: 0.2, mean: 0.5, half: NaN }];
    const { data } = noiseLines([{ name: 'both', lines: [{ name: 'ArcFace', points }] }], { title: 't', measure: 'm' });
    assert.deepEqual((data[0].error_y as { array: number[] }).array, [0]);
  });

  it('say in a sentence that nothing was given', () => {
    assert.throws(() => framedGallery([], { title: 'none' }), /There is no picture to show/);
    assert.throws(() => repairCurves([], ['recall'], { title: 'none' }), /There is nothing to draw/);
    assert.throws(() => repairRegions([], { margin: 0.5, title: 'none' }), /There is no picture to draw/);
    assert.throws(() => gradientPull([], { title: 'none' }), /There is no loss to draw/);
    assert.throws(() => noiseLines([], { title: 'none', measure: 'm' }), /There is no line to draw/);
  });
});
