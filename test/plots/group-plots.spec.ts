import assert from 'node:assert/strict';
import { groupFaceArchitecture } from '../../src/plots/losses/groupface-architecture';
import { groupGallery } from '../../src/plots/pictures/group-gallery';
import { groupInformationBars } from '../../src/plots/scores/group-information';
import { groupOccupancy } from '../../src/plots/runs/group-occupancy';

describe('figures of GroupFace', () => {
  it('the drawing names its sizes', () => {
    const text = JSON.stringify(groupFaceArchitecture({ groups: 32, dim: 512, shared: 4096 }).layout.annotations);
    for (const part of ['4096', '512', 'p<sub>32</sub>', 'group decision']) assert.ok(text.includes(part), part);
  });

  it('occupancy stacks the groups of each run, the largest of the end first', () => {
    const moments = [
      { step: 10, shares: [0.5, 0.5] },
      { step: 20, shares: [0.2, 0.8] },
    ];
    const { data } = groupOccupancy([
      { name: 'a', moments },
      { name: 'b', moments },
    ]);
    assert.deepEqual(
      data.map(({ name, y, stackgroup }) => [name, y, stackgroup]),
      [
        ['group 1', [0.5, 0.8], 'run 0'],
        ['group 0', [0.5, 0.2], 'run 0'],
        ['group 1', [0.5, 0.8], 'run 1'],
        ['group 0', [0.5, 0.2], 'run 1'],
      ],
    );
    assert.throws(() => groupOccupancy([]), /no run to draw/);
    assert.throws(() => groupOccupancy([{ name: 'a', moments: [] }]), /no moments/);
  });

  it('information stands beside its chance level', () => {
    const rows = [{ attribute: 'glasses', bits: 0.5, chance: 0.01, highestChance: 0.03 }];
    const [bars, chance] = groupInformationBars(rows).data;
    assert.deepEqual([bars.x, chance.x], [[0.5], [0.01]]);
    assert.deepEqual((chance.error_x as { array: number[] }).array, [0.02]);
    assert.throws(() => groupInformationBars([]), /no attribute/);
  });

  it('the gallery is one picture with one name per row', () => {
    const picture = { pixels: new Uint8Array(4 * 4 * 3).fill(90), width: 4, height: 4 };
    const { layout } = groupGallery([
      { name: 'group 0', pictures: [picture, picture] },
      { name: 'group 1', pictures: [picture] },
    ]);
    assert.deepEqual(
      (layout.annotations as { text: string }[]).map(({ text }) => text),
      ['group 0', 'group 1'],
    );
    assert.equal((layout.images as unknown[]).length, 1);
    assert.throws(() => groupGallery([]), /no picture/);
  });
});
