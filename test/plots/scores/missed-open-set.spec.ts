import assert from 'node:assert/strict';
import { missedOpenSet } from '../../../src/plots/scores/missed-open-set';

describe('missed neighbours in the open set', () => {
  it('draw both errors over the candidates, and the exact search as a dashed line', () => {
    const row = {
      pictures: 10_000,
      exact: { fnir: 0.1, fpir: 0.01 },
      indexed: [
        { candidates: 4, fnir: 0.3, fpir: 0.004 },
        { candidates: 16, fnir: 0.1, fpir: 0.01 },
      ],
    };
    const larger = { ...row, pictures: 100_000, exact: { fnir: 0.2, fpir: 0.02 } };
    const { data, layout } = missedOpenSet([row, larger], { title: 'Missed' });
    const traces = data as unknown as { name: string; x: number[]; y: number[]; line: { dash?: string } }[];
    assert.deepEqual(traces.map(({ name }) => name), ['10,000 pictures', 'exact', '100,000 pictures', 'exact', '10,000 pictures', 'exact', '100,000 pictures', 'exact']); // prettier-ignore
    assert.deepEqual(traces.map(({ y }) => y), [[0.3, 0.1], [0.1, 0.1], [0.3, 0.1], [0.2, 0.2], [0.004, 0.01], [0.01, 0.01], [0.004, 0.01], [0.02, 0.02]]); // prettier-ignore
    assert.deepEqual([traces[0].x, traces[1].x], [[4, 16], [4, 16]]); // prettier-ignore
    assert.deepEqual(traces.map(({ line }) => line.dash ?? 'solid').slice(0, 2), ['solid', 'dash']);
    assert.deepEqual((layout.xaxis2 as { tickvals: number[] }).tickvals, [4, 16]);
    assert.throws(() => missedOpenSet([], { title: 'Missed' }), /There is no gallery to draw/);
  });
});
