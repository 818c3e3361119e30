import assert from 'node:assert/strict';
import { intervalRows } from '../../src/plots/runs/interval-rows';
import { leadRows } from '../../src/plots/runs/lead-rows';
import { linesOverPeople } from '../../src/plots/runs/lines-over-people';

describe('figures of the comparison of losses', () => {
  it('a row has its mean in words, its interval as a line, and the best of a measure is dark', () => {
    const rows = [
      { name: 'softmax', values: [{ mean: 0.9, half: 0.01 }] },
      { name: 'ArcFace', values: [{ mean: 0.975, half: NaN }] },
    ];
    const { data, layout } = intervalRows(rows, ['TAR at FAR 0.001'], { title: 'losses' });
    assert.deepEqual([data[0].x, data[0].y, data[0].text], [[0.9, 0.975], ['softmax', 'ArcFace'], ['90.0 %', '97.5 %']]); // prettier-ignore
    assert.deepEqual((data[0].error_x as { array: number[] }).array, [0.01, 0]);
    const [pale, dark] = (data[0].marker as { color: string[] }).color;
    assert.notEqual(pale, dark);
    assert.match(JSON.stringify(layout.annotations), /TAR at FAR 0.001/);
  });

  it('a lead is in points, dark where its interval leaves 0 out, and missing where there is none', () => {
    const rows = [
      { name: 'ArcFace', values: [{ mean: 0.061, half: 0.02 }, { mean: 0.012, half: 0.02 }] },
      { name: 'triplet', values: [{ mean: -0.004, half: 0.001 }, undefined] },
    ]; // prettier-ignore
    const { data, layout } = leadRows(rows, ['softmax', 'normalised softmax'], { title: 'leads' });
    assert.deepEqual(data.map(({ x, text }) => [x, text]), [[[6.1, -0.4], ['+6.1', '−0.4']], [[1.2], ['+1.2']]]); // prettier-ignore
    const none = leadRows([{ name: 'a', values: [{ mean: -0.0004, half: 0.1 }] }], ['b'], { title: 'level' });
    assert.deepEqual(none.data[0].text, ['0.0']);
    const [[ahead, behind], [open]] = data.map(({ marker }) => (marker as { color: string[] }).color);
    assert.equal(new Set([ahead, behind, open]).size, 3);
    assert.equal((layout.xaxis as { rangemode: string }).rangemode, 'tozero'); // how far ahead is seen from 0 alone
    assert.equal((layout.xaxis2 as { matches: string }).matches, 'x'); // and longer is more, in all panels
    assert.match(JSON.stringify(layout.annotations), /ahead of softmax by.*ahead of normalised softmax by/);
  });

  it('people stand on a logarithmic axis with a mark at each number that was measured', () => {
    const points = [100, 1000].map((people) => ({ people, mean: 0.5, half: 0.1 }));
    const { data, layout } = linesOverPeople([{ steps: 2500, lines: [{ name: 'ArcFace', points }] }], { title: 't', measure: 'm' }); // prettier-ignore
    assert.deepEqual(data[0].x, [100, 1000]);
    const { type, tickvals, ticktext } = layout.xaxis as { type: string; tickvals: number[]; ticktext: string[] };
    assert.deepEqual([type, tickvals, ticktext], ['log', [100, 1000], ['100', '1,000']]);
    assert.match(JSON.stringify(layout.annotations), /2,500 steps/);
  });

  it('say in a sentence what is missing', () => {
    assert.throws(() => intervalRows([], ['m'], { title: 'none' }), /give at least one row and one measure/);
    assert.throws(
      () => intervalRows([{ name: 'a', values: [] }], ['m'], { title: 't' }),
      /a has 0 values for 1 measures/,
    );
    assert.throws(() => linesOverPeople([], { title: 'none', measure: 'm' }), /There is no line to draw/);
  });
});
