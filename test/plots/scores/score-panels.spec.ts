import assert from 'node:assert/strict';
import { scorePanels } from '../../../src/plots/scores/score-panels';

const axes = (layout: unknown): Record<string, { range: number[] }> => layout as Record<string, { range: number[] }>;

describe('score panels', () => {
  const near = {
    name: 'near',
    score: 'distance',
    same: [0, 0.1],
    different: [0.9, 1],
    threshold: 0.5,
    numbers: '100 %',
  };
  const far = { name: 'far', score: 'distance', same: [0, 2], different: [3, 4] };

  it('draw both kinds of pairs in every panel, with shares that add up to 1', () => {
    const { data, layout } = scorePanels([near, far]);
    assert.deepEqual(data.map(({ name, xaxis }) => [name, xaxis]), [
      ['different people', 'x'],
      ['same person', 'x'],
      ['different people', 'x2'],
      ['same person', 'x2'],
    ]); // prettier-ignore
    for (const { y } of data) {
      assert.ok(Math.abs((y as number[]).reduce((sum, share) => sum + share, 0) - 1) < 1e-6);
    }
    assert.equal((layout.shapes as unknown[]).length, 1);
    assert.match(JSON.stringify(layout.annotations), /near.*100 %.*far/);
    assert.deepEqual(axes(layout).xaxis.range, [0, 1]);
    assert.deepEqual(axes(layout).xaxis2.range, [0, 4]);
  });

  it('can share one scale', () => {
    const { layout } = scorePanels([near, far], { sameScale: true });
    assert.deepEqual(axes(layout).xaxis.range, [0, 4]);
    assert.deepEqual(axes(layout).xaxis.range, axes(layout).xaxis2.range);
    assert.deepEqual(axes(layout).yaxis.range, [0, 0.525]); // no bin holds more than one of two
    assert.deepEqual(axes(layout).yaxis.range, axes(layout).yaxis2.range);
  });

  it('name the common axis once below each other', () => {
    const { layout } = scorePanels([near, far], { sameScale: true, columns: 1 });
    const titles = ['xaxis', 'xaxis2'].map((key) => (layout[key] as { title: { text: string } }).title.text);
    assert.deepEqual(titles, ['', 'distance']);
  });

  it('refuse nothing to draw', () => {
    assert.throws(() => scorePanels([]), /There are no scores to draw/);
    assert.throws(() => scorePanels([{ ...near, same: [] }]), /The panel near needs a pair of one person/);
  });
});
