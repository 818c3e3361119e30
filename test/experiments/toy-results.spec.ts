import assert from 'node:assert/strict';
import { toyRows } from '../../src/experiments/toy-results';

const run = (name: string, scale: number, freshAccuracy: number) => ({
  name,
  result: {
    training: { intraClass: (Math.PI / 180) * scale, interClass: 1, gap: (Math.PI / 6) * scale },
    fresh: { intraClass: (Math.PI / 90) * scale, interClass: 1, gap: -(Math.PI / 4) * scale },
    freshAccuracy,
  },
});

describe('the recorded toys', () => {
  it('have a row for each method that has a record, in degrees, seed by seed', () => {
    const records = [run('arcface', 1, 0.5), run('deepface-uneven', 1, 1), run('arcface', 2, 0.75)];
    const rows = toyRows(records, ['deepface-uneven', 'cosface', 'arcface']);
    const near = (values: number[], expected: number[]): void => {
      assert.equal(values.length, expected.length);
      values.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-9, `${values}`));
    };
    assert.deepEqual(
      rows.map(({ method, name, seeds }) => [method, name, seeds]),
      [
        ['deepface-uneven', 'softmax', 1],
        ['arcface', 'ArcFace', 2],
      ],
    );
    near(rows[1].within, [1, 2]);
    near(rows[1].gap, [30, 60]);
    near(rows[1].keptBackWithin, [2, 4]);
    near(rows[1].keptBackGap, [-45, -90]);
    assert.deepEqual(rows[1].keptBackRight, [0.5, 0.75]);
    assert.deepEqual(toyRows([], ['arcface']), []);
  });
});
