import assert from 'node:assert/strict';
import { matrixFrom } from '../../../src/base/matrix';
import { columnOrder, featureStripes } from '../../../src/plots/features/feature-stripes';

describe('feature stripes', () => {
  const features = matrixFrom([[0, 1, 0, 4], [0, 4, 0, 1], [1, 0, 4, 0], [4, 0, 1, 0]]); // prettier-ignore
  const labels = [0, 0, 1, 1];

  it('order coordinates by the person they answer to, the surest first', () => {
    assert.deepEqual(columnOrder(matrixFrom([[0, 3, 1, 2], [9, 0, 3, 1]]), [0, 1], 2), [1, 3, 0, 2]); // prettier-ignore
  });

  it('show every picture, with the coordinates in an order that other pictures decide', () => {
    const other = { features: matrixFrom([[0, 2, 0, 1], [2, 0, 1, 0]]), labels: [0, 1] }; // prettier-ignore
    const { data, layout } = featureStripes([{ name: 'trained', features, ordering: other }], labels, ['Ada', 'Bruno']);
    const { z } = data[0] as unknown as { z: { bdata: string; shape: string } };
    assert.equal(z.shape, '4, 4');
    // Columns 1, 3, 0, 2; 100 · √(value / 4).
    assert.deepEqual(Array.from(Buffer.from(z.bdata, 'base64')), [50, 100, 0, 0, 100, 50, 0, 0, 0, 0, 50, 100, 0, 0, 100, 50]); // prettier-ignore
    assert.match(JSON.stringify(layout), /Ada.*Bruno/);
    assert.match(JSON.stringify(layout.annotations), /trained/);
  });

  it('refuse nothing to draw, and labels that do not fit', () => {
    assert.throws(() => featureStripes([], labels, ['Ada']), /There are no features/);
    const panel = { name: 'a', features, ordering: { features, labels } };
    assert.throws(() => featureStripes([panel], [0], ['Ada']), /4 features for 1 labels/);
  });
});
