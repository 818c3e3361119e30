import assert from 'node:assert/strict';
import { degrade } from '../../src/data/degrade';
import type { Faces } from '../../src/data/faces';

function facesOf(size: number, value: (index: number, x: number, y: number) => number, count = 2): Faces {
  const pixels = new Uint8Array(count * size * size * 3);
  for (let i = 0; i < pixels.length; i++) {
    const pixel = Math.floor(i / 3);
    pixels[i] = value(Math.floor(pixel / (size * size)), pixel % size, Math.floor(pixel / size) % size);
  }
  return { pixels, count, size, labels: Int32Array.of(0, 1), names: ['a', 'b'], sources: ['1', '2'], attributes: {} };
}

/** How much of a wave of the given length in pixels is left. */
function wave(faces: Faces, length: number): number {
  let [cos, sin] = [0, 0];
  for (let x = 0; x < faces.size; x++) {
    cos += faces.pixels[x * 3] * Math.cos((2 * Math.PI * x) / length);
    sin += faces.pixels[x * 3] * Math.sin((2 * Math.PI * x) / length);
  }
  return (2 * Math.hypot(cos, sin)) / faces.size;
}

describe('data/degrade', () => {
  for (const resolution of [14, 28, 56]) {
    it(`at ${resolution} pixels keeps what is coarse and loses what is fine`, () => {
      const coarse = (4 * 112) / resolution;
      const fine = (1.25 * 112) / resolution;
      const of = (length: number): Faces => facesOf(112, (_, x) => 127.5 + 100 * Math.cos((2 * Math.PI * x) / length));
      const before = of(coarse);
      const copy = before.pixels.slice();
      const after = degrade(before, resolution);
      assert.ok(wave(after, coarse) > 65, String(wave(after, coarse)));
      assert.ok(wave(degrade(of(fine), resolution), fine) < 30, String(wave(degrade(of(fine), resolution), fine)));
      assert.deepEqual(before.pixels, copy);
      assert.deepEqual([after.size, after.count, after.names, after.labels], [112, 2, before.names, before.labels]);
    });
  }

  it('keeps a flat picture, and each picture to itself', () => {
    const faces = facesOf(112, (index) => [30, 220][index]);
    assert.deepEqual(degrade(faces, 14).pixels, faces.pixels);
  });

  it('copies at full size and refuses what is no resolution', () => {
    const faces = facesOf(8, (_, x, y) => x * 8 + y);
    assert.deepEqual(degrade(faces, 8).pixels, faces.pixels);
    for (const resolution of [0, 9, 2.5, NaN])
      assert.throws(() => degrade(faces, resolution), /whole number from 1 to the faces' size of 8/);
  });
});
