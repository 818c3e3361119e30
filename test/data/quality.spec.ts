import assert from 'node:assert/strict';
import sharp from 'sharp';
import { arcFaceTemplate, type Point } from '../../src/data/align';
import { decodePicture, type Picture } from '../../src/data/image';
import { faultsOf, isPlausible, qualityOf, sharpnessOf, templateResidual } from '../../src/data/quality';
import { drawPeople } from './drawn-face';

/** 112×112, grey, each pixel by its place. */
function drawn(value: (x: number, y: number) => number): Picture {
  const pixels = new Uint8Array(112 * 112 * 3);
  for (let i = 0; i < 112 * 112; i++) pixels.fill(value(i % 112, Math.floor(i / 112)), 3 * i, 3 * i + 3);
  return { width: 112, height: 112, pixels };
}

describe('data/quality', () => {
  it('the residual is 0 for the template however placed, and what is left when the nose is elsewhere', () => {
    const placed = arcFaceTemplate.map(([x, y]): Point => [500 - 3 * y, 40 + 3 * x]);
    assert.ok(templateResidual(placed) < 1e-9);
    // Five pixels across the axis of symmetry: the fit takes up a part, at least the nose's own share of four fifths stays.
    const moved = arcFaceTemplate.map(([x, y], i): Point => (i === 2 ? [x + 5, y] : [x, y]));
    const residual = templateResidual(moved);
    assert.ok(residual > 1.9 && residual <= Math.sqrt((0.8 * 25) / 5) + 1e-9, String(residual));
  });

  it('sharpness by hand: a wave of frequency ω has (2 − 2 cos ω)² / sin² ω, whatever its contrast', () => {
    const omega = Math.PI / 4;
    const expected = (2 - 2 * Math.cos(omega)) ** 2 / Math.sin(omega) ** 2;
    for (const contrast of [30, 110]) {
      const wave = drawn((x) => Math.round(128 + contrast * Math.cos(omega * x)));
      assert.ok(Math.abs(sharpnessOf(wave) - expected) < 0.03, `${sharpnessOf(wave)} for ${expected}`);
    }
    assert.equal(sharpnessOf(drawn(() => 99)), 0);
  });

  it('sharpness falls as a face gets blurred', async () => {
    const face = await drawPeople(112, 112, [{ x: 56, y: 60, radius: 55 }]);
    const values: number[] = [];
    for (const sigma of [0.5, 1, 2, 4])
      values.push(sharpnessOf(await decodePicture(await sharp(face).blur(sigma).toBuffer())));
    assert.deepEqual(
      [...values].sort((a, b) => b - a),
      values,
    );
    assert.ok(values[3] < 0.2);
  });

  it('names every reason against a face, but none of sharpness when the landmarks are wrong', async () => {
    const good = { eyes: 60, residual: 3, unsteadiness: 2, sharpness: 1 };
    assert.deepEqual(faultsOf(good), []);
    assert.deepEqual(faultsOf({ ...good, eyes: 19.9, sharpness: 0.3 }), [
      'the face has only 19 pixels between the eyes and needs 20',
      'the face is blurred (sharpness 0.30, needed is 0.45)',
    ]);
    for (const wrong of [{ residual: 9 }, { unsteadiness: 5 }]) {
      assert.equal(isPlausible({ ...good, ...wrong }), false);
      assert.match(
        faultsOf({ ...good, ...wrong, sharpness: 0 }).join(),
        /^eyes, nose and mouth are not where a face has them/,
      );
    }
    const picture = await decodePicture(await drawPeople(224, 224, []));
    const twice = arcFaceTemplate.map(([x, y]): Point => [2 * x, 2 * y]);
    assert.ok(Math.abs(qualityOf(picture, twice, 1).eyes - 70.475) < 0.01);
  });
});
