import assert from 'node:assert/strict';
import { foldProtocol } from '../../src/plots/scores/fold-protocol';
import { openSetCurves } from '../../src/plots/scores/open-set';
import { accuracyAgainstImages } from '../../src/plots/scores/published';

describe('figures of measuring', () => {
  it('the protocol of folds: every square once, the tested one with its accuracy', () => {
    const { data, layout } = foldProtocol({ thresholds: [0.3, 0.31, 0.32], accuracies: [0.9, 1, 0.95], mean: 0.95 });
    const [chosen, tested, thresholds] = data as unknown as { x: unknown[]; y: unknown[]; text: string[] }[];
    assert.equal(chosen.x.length, 6);
    assert.deepEqual(tested.x, ['1', '2', '3']);
    assert.deepEqual(tested.y, ['1', '2', '3']);
    assert.deepEqual(tested.text, ['90.0', '100', '95.0']);
    assert.deepEqual(thresholds.x, [0.3, 0.31, 0.32]);
    assert.match((layout.title as { text: string }).text, /95\.0 %/);
    const { range } = layout.xaxis2 as { range: number[] };
    assert.ok(Math.abs(range[0] - 0.21) < 1e-12 && Math.abs(range[1] - 0.41) < 1e-12, String(range));
    assert.throws(
      () => foldProtocol({ thresholds: [0.3], accuracies: [0.9, 1], mean: 0.9 }),
      /1 thresholds for 2 folds/,
    );
  });

  it('published methods stand in the same row of every panel, also where the last was not reported', () => {
    const methods = [{ method: 'a', results: { LFW: 99, YTF: 95 } }, { method: 'b', results: { LFW: 98 } }]; // prettier-ignore
    const { layout } = accuracyAgainstImages<'LFW' | 'YTF'>(methods, ['LFW', 'YTF']);
    assert.deepEqual((layout.yaxis as { range: number[] }).range, [1.5, -0.5]);
    assert.deepEqual((layout.yaxis2 as { range: number[] }).range, [1.5, -0.5]);
  });

  it('open-set curves are named as such, on a logarithmic axis, without the rows of no stranger', () => {
    const rows = [
      { fpir: 0, tpir: 0.2, tpirLow: 0.1, tpirHigh: 0.3 },
      { fpir: 0.01, tpir: 0.5, tpirLow: 0.4, tpirHigh: 0.6 },
      { fpir: 0.1, tpir: 0.8, tpirLow: 0.7, tpirHigh: 0.9 },
    ];
    const { data, layout } = openSetCurves([{ name: 'ArcFace', rows }], { fpir: 0.1 });
    const [band, line] = data as unknown as { x: number[]; y: number[]; hovertemplate?: string }[];
    assert.deepEqual(line.x, [0.01, 0.1]);
    assert.deepEqual(band.y, [0.6, 0.9, 0.7, 0.4]);
    assert.match(line.hovertemplate!, /TPIR .* FPIR/);
    const xaxis = layout.xaxis as { type: string; title: { text: string } };
    assert.equal(xaxis.type, 'log');
    assert.match(xaxis.title.text, /FPIR/);
  });
});
