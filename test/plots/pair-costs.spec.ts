import assert from 'node:assert/strict';
import { contrastiveCurves } from '../../src/plots/losses/contrastive-curves';
import { differenceMaps } from '../../src/plots/pictures/difference-maps';

describe('figures of what a pair costs', () => {
  it('the contrastive loss: a parabola for one person, a hinge for two', () => {
    const { data } = contrastiveCurves([0.5, 1]);
    const at = (curve: number, distance: number): number => (data[curve].y as number[])[distance * 50];
    assert.deepEqual(data.map(({ name }) => name), ['same person', 'different people, m = 0.5', 'different people, m = 1']); // prettier-ignore
    assert.deepEqual([at(0, 0), at(0, 1), at(0, 2)], [0, 0.5, 2]);
    assert.deepEqual([at(1, 0), at(1, 0.5), at(1, 1)], [0.125, 0, 0]);
    assert.deepEqual([at(2, 0), at(2, 0.5), at(2, 1)], [0.5, 0.125, 0]);
    assert.throws(() => contrastiveCurves([]), /There is no margin/);
  });

  it('a coordinate: the same difference counts more among small values in chi-square alone', () => {
    const marks = differenceMaps().data.filter(({ type }) => type === 'scatter');
    assert.deepEqual(marks.map(({ text }) => text), [['0.010', '0.010'], ['0.063', '0.006']]); // prettier-ignore
  });
});
