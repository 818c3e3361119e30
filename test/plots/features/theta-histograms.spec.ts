import assert from 'node:assert/strict';
import { thetaHistograms } from '../../../src/plots/features/theta-histograms';

const radians = (degrees: number[]): number[] => degrees.map((degree) => (degree * Math.PI) / 180);
const moments = [
  { name: 'step 0', own: radians([80, 100]), nearestOther: radians([10, 20]) },
  { name: 'step 9', own: radians([2, 4]), nearestOther: radians([41, 45]) },
];

describe('angles to the class weights', () => {
  it('means stand above each row, where no bar is', () => {
    const { layout } = thetaHistograms(moments);
    const texts = layout.annotations as { text: string; y: number; yanchor: string }[];
    assert.deepEqual(
      texts.slice(0, 2).map(({ text }) => text),
      ['<b>step 0</b>: own 90°, nearest other 15°', '<b>step 9</b>: own 3°, nearest other 43°'],
    );
    const { domain } = layout.yaxis2 as { domain: [number, number] };
    assert.ok(texts[1].y >= domain[1] && texts[1].yanchor === 'bottom');
  });

  it('rows share a scale only where that is asked for', () => {
    const scales = (sameHeights?: boolean): unknown[] => {
      const { layout } = thetaHistograms(moments, { sameHeights });
      return [layout.yaxis, layout.yaxis2].map((axis) => (axis as { matches?: string }).matches);
    };
    assert.deepEqual(scales(), [undefined, undefined]);
    assert.deepEqual(scales(true), [undefined, 'y']);
  });
});
