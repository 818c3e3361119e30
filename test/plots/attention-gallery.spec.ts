import assert from 'node:assert/strict';
import { attentionGallery } from '../../src/plots/pictures/attention-gallery';

describe('a gallery of attention', () => {
  const picture = { width: 2, height: 2, pixels: new Uint8Array(12).fill(90) };

  it('draws a ring for each landmark on every tile, numbers below, and leaves room for the title', () => {
    const tiles = [{ picture }, { picture, map: [1, 2, 3, 4], caption: '0.75' }];
    const { data, layout } = attentionGallery([{ tiles, landmarks: [[0, 0], [0.5, 1]] }], { title: 'x', columns: ['a', 'b'], side: 100 }); // prettier-ignore
    const [rings] = data;
    // A tile of 100 pixels shows a picture of 2: the middle of its first pixel is 25 from the edge.
    assert.deepEqual(rings.x, [29, 54, 141, 166]);
    assert.deepEqual(rings.y, [49, 99, 49, 99]);
    const words = (layout.annotations as { text: string }[]).map(({ text }) => text);
    assert.deepEqual(words, ['<b>a</b>', '<b>b</b>', '0.75']);
    assert.equal(layout.width, 560);
  });

  it('needs a picture for every column', () => {
    assert.throws(
      () => attentionGallery([{ tiles: [{ picture }], landmarks: [] }], { title: 'x', columns: ['a', 'b'] }),
      /Every row needs 2 pictures/,
    );
  });
});
