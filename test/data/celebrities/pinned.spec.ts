import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createCanvas } from '@napi-rs/canvas';
import { photograph } from '../../../src/data/celebrities/camera';
import { headOf, viewOf } from '../../../src/data/celebrities/head';
import { alignedPlacement, landmarksSeen } from '../../../src/data/celebrities/landmarks';
import { personOf, variationOf } from '../../../src/data/celebrities/people';
import { renderPicture } from '../../../src/data/celebrities/picture';
import { sceneOf } from '../../../src/data/celebrities/scene';
import { shadingOf } from '../../../src/data/celebrities/shading';
import {
  shippedPeople,
  shippedPicturesEach,
  shippedSize,
  shippedVariation,
} from '../../../src/data/celebrities/shipped';
import { pictureOf } from '../../../src/data/faces';
import { loadCelebrities } from '../../../src/data/load';

/** Recorded results rest on these pixels. What is computed without the drawing library is the same to the bit on any processor. */
describe('drawn pixels stay as they are', () => {
  it('in the shading, to the bit', () => {
    const hash = createHash('sha256');
    for (const size of [32, 112, 200]) {
      for (let number = 0; number < 6; number++) {
        const [identity, variation] = [personOf(11, number), variationOf(11, number, 0, number / 5)];
        const seen = landmarksSeen(headOf(identity, variation), variation, viewOf(variation));
        const context = createCanvas(size, size).getContext('2d');
        const placement = alignedPlacement(seen, variation, size);
        const shading = shadingOf(sceneOf(context, identity, variation, placement, [size, size]));
        hash.update(shading.getContext('2d').getImageData(0, 0, shading.width, shading.height).data);
      }
    }
    assert.equal(hash.digest('hex'), '3f9229cdeb19f3d374a78b927bc4ab1b40d5afc6c00fc9c5297b9a58e6cf02f2');
  });

  it('in the photograph, to the bit', () => {
    const hash = createHash('sha256');
    for (const size of [32, 112]) {
      for (let number = 0; number < 6; number++) {
        const pixels = Uint8Array.from({ length: size * size * 3 }, (_, i) => (i * 7 + ((i * i) >> 9)) & 255);
        const variation = variationOf(12, number, 0, 1);
        const worn = { blur: number / 4, noise: number, resolution: 1 - number / 10, compression: number / 6 };
        photograph(pixels, size, size, { ...variation, ...worn });
        hash.update(pixels);
      }
    }
    assert.equal(hash.digest('hex'), '4b82097047c42562c8c8c5ee64a8d31fa943664fc3fc4bfbeaaf522d244f04c8');
  });

  it('in whole pictures, up to the rounding of the drawing library on another processor', async () => {
    const faces = await loadCelebrities();
    for (let index = 0; index < faces.count; index += 7) {
      const [person, picture] = [Math.floor(index / shippedPicturesEach), index % shippedPicturesEach];
      const drawn = renderPicture(shippedPeople[person].identity, shippedVariation(person, picture), shippedSize);
      const read = pictureOf(faces, index).pixels;
      const difference = drawn.reduce((sum, value, i) => sum + Math.abs(value - read[i]), 0) / drawn.length;
      assert.ok(difference < 0.1, `person ${person}, picture ${picture}: ${difference}`);
    }
  });
});
