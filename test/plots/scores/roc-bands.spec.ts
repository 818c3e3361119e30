import assert from 'node:assert/strict';
import { rocBands } from '../../../src/plots/scores/roc-bands';

describe('intervals of a ROC', () => {
  const curve = { far: [0.01, 0.1, 1], tar: [0.5, 0.8, 1] };
  const wide = { name: 'other people', lower: [0.4, 0.7, 1], upper: [0.6, 0.9, 1] };
  const narrow = { name: 'other pairs', lower: [0.48, 0.79, 1], upper: [0.52, 0.81, 1] };

  it('are drawn behind the curve and written out at one rate', () => {
    const { data, layout } = rocBands(curve, [wide, narrow], { at: 0.01 });
    assert.deepEqual(
      data.map(({ name }) => name),
      ['other people', 'other people', 'other pairs', 'other pairs', 'measured'],
    );
    assert.deepEqual(data[0].y, [0.6, 0.9, 1, 1, 0.7, 0.4]);
    assert.match(JSON.stringify(layout.annotations), /other people: 40 % to 60 %.*other pairs: 48 % to 52 %/);
  });

  it('say what is missing', () => {
    assert.throws(() => rocBands(curve, [wide], { at: 0.02 }), /written at FAR 0.02, but the curve has no such rate/);
    assert.throws(() => rocBands(curve, [], { at: 0.01 }), /no interval to draw/);
  });
});
