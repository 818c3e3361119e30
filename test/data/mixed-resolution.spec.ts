import assert from 'node:assert/strict';
import { degrade } from '../../src/data/degrade';
import { pictureOf } from '../../src/data/faces';
import { mixedResolution } from '../../src/data/mixed-resolution';
import { blobFaces } from '../support/blobs';

describe('mixedResolution', () => {
  const faces = blobFaces({ identities: 10, picturesEach: 40, size: 16, seed: 1 });
  const same = (a: ArrayLike<number>, b: ArrayLike<number>): boolean => Buffer.from(a as Uint8Array).equals(Buffer.from(b as Uint8Array)); // prettier-ignore

  it('leaves a picture as it is or degrades it, the asked share of them, in most people both', () => {
    const before = Buffer.from(faces.pixels.buffer.slice(0));
    const mixed = mixedResolution(faces, { share: 0.5, resolution: 4, seed: 3 });
    const small = degrade(faces, 4);
    const isSmall = Array.from({ length: 400 }, (_, index) => {
      const [now, was, blurred] = [mixed, faces, small].map((of) => pictureOf(of, index).pixels);
      assert.ok(same(now, was) || same(now, blurred), `picture ${index}`);
      return same(now, blurred);
    });
    const count = isSmall.filter(Boolean).length;
    assert.ok(count > 160 && count < 240, String(count));
    const kinds = new Set(isSmall.map((value, index) => `${faces.labels[index]} ${value}`));
    assert.equal(kinds.size, 20);
    assert.deepEqual(mixed.labels, faces.labels);
    assert.ok(before.equals(Buffer.from(faces.pixels.buffer)), 'the given faces stay as they are');
  });

  it('takes none at 0, all at 1, and the same ones for a seed', () => {
    const at = (share: number, seed = 1) => mixedResolution(faces, { share, resolution: 4, seed }).pixels;
    assert.ok(same(at(0), faces.pixels));
    assert.ok(same(at(1), degrade(faces, 4).pixels));
    assert.ok(same(at(0.5), at(0.5)));
    assert.ok(same(at(0.5), at(0.5, 2)) === false);
  });

  it('says what is wrong', () => {
    assert.throws(() => mixedResolution(faces, { share: 50, resolution: 4, seed: 1 }), /share is 50.*from 0 to 1/);
    assert.throws(() => mixedResolution(faces, { share: 0.5, resolution: 17, seed: 1 }), /from 1 to the faces' size/);
  });
});
