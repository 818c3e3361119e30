import assert from 'node:assert/strict';
import { InputError } from '../../../src/base/errors';
import { seeded } from '../../../src/base/random';
import { type Identity, lookAlikeOf, parameterNames, parameters } from '../../../src/data/celebrities/identity';
import { landmarksOf } from '../../../src/data/celebrities/landmarks';
import { attributesOf, personOf, variationOf } from '../../../src/data/celebrities/people';
import { renderPicture, renderPortrait } from '../../../src/data/celebrities/picture';
import { neutralVariation, type Variation } from '../../../src/data/celebrities/variation';

/** Mean of the pixels' absolute differences within a box, in fractions of the side. */
function change(a: Uint8Array, b: Uint8Array, size: number, [left, top, right, bottom]: number[]): number {
  let sum = 0;
  let count = 0;
  for (let y = Math.floor(top * size); y < bottom * size; y++) {
    for (let x = Math.floor(left * size); x < right * size; x++) {
      for (let c = 0; c < 3; c++, count++) sum += Math.abs(a[(y * size + x) * 3 + c] - b[(y * size + x) * 3 + c]);
    }
  }
  return sum / count;
}

const eyes = [0.2, 0.36, 0.8, 0.56];
const mouth = [0.3, 0.74, 0.7, 0.92];
const crown = [0.1, 0, 0.9, 0.2];

const bare: Partial<Identity> = { glasses: 0, bald: 0, hairLength: 0.2, moustache: 0, beardChin: 0, beardCheeks: 0 };
const person = (changed: Partial<Identity> = {}): Identity => ({ ...personOf(3, 1), skin: 0.2, ...bare, ...changed });
const draw = (identity: Identity, variation: Partial<Variation> = {}, size = 64): Uint8Array =>
  renderPicture(identity, { ...neutralVariation(), ...variation }, size);

describe('renderPicture', () => {
  it('draws anybody at any size, as hard as it gets: a picture with light and dark in it', function () {
    this.timeout(120_000);
    for (const [size, people] of [
      [16, 90],
      [33, 60],
      [48, 60],
      [64, 30],
      [112, 20],
    ]) {
      for (let number = 0; number < people; number++) {
        const pixels = renderPicture(personOf(size, number), variationOf(size, number, 0, 1), size);
        assert.equal(pixels.length, size * size * 3);
        const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
        const spread = Math.sqrt(pixels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pixels.length);
        assert.ok(mean > 15 && mean < 245 && spread > 8, `person ${number} at ${size}: mean ${mean}, spread ${spread}`);
      }
    }
  });

  it('draws hair that is thinner than its waves (it once was not a number)', () => {
    assert.equal(draw(person({ hairVolume: 0.08, hairLength: 0, hairCurl: 1, markSeed: 0.48 })).length, 64 * 64 * 3);
  });

  it('forgets the last picture before it draws the next', () => {
    const first = draw(person());
    draw(personOf(3, 2), { hat: 1, hand: 1, blur: 1, compression: 0.5, resolution: 0.4, noise: 5 });
    draw(personOf(3, 2), {}, 40);
    assert.deepEqual(draw(person()), first);
  });

  it('shows what the attributes tell, where it belongs', () => {
    const plain = draw(person());
    const inGlasses = person({ glasses: 1, glassesColour: 0.1 });
    assert.equal(attributesOf(inGlasses, neutralVariation()).glasses, 1);
    assert.ok(change(plain, draw(inGlasses), 64, eyes) > 4);
    assert.equal(change(plain, draw(inGlasses), 64, mouth), 0);

    const smiling = { ...neutralVariation(), smile: 1, mouthOpen: 0.6 };
    assert.ok(change(plain, draw(person(), smiling), 64, mouth) > 6);

    assert.equal(attributesOf(person(), { ...neutralVariation(), hat: 1 }).hat, 1);
    assert.ok(change(plain, draw(person(), { hat: 1 }), 64, crown) > 15);

    assert.equal(attributesOf(person(), { ...neutralVariation(), scarf: 1 }).occluded, 1);
    assert.ok(change(plain, draw(person(), { scarf: 1 }), 64, mouth) > 15);

    const bearded = person({ beardChin: 1, beardCheeks: 1, moustache: 1, hairColour: 0 });
    assert.equal(attributesOf(bearded, neutralVariation()).beard, 1);
    assert.ok(change(plain, draw(bearded), 64, [0.3, 0.85, 0.7, 1]) > 15);
  });

  it('draws the pupils where the landmarks of the eyes are', () => {
    const identity = person({ irisHue: 0, eyeOpening: 0.1, fringe: 0 });
    const size = 112;
    const pixels = draw(identity, {}, size);
    const grey = (x: number, y: number): number => {
      const at = (Math.round(y) * size + Math.round(x)) * 3;
      return pixels[at] + pixels[at + 1] + pixels[at + 2];
    };
    for (const [x, y] of landmarksOf(identity, neutralVariation(), size).slice(0, 2)) {
      const cheek = grey(x, y + 16);
      assert.ok(grey(x, y) < 0.5 * cheek, `pupil ${grey(x, y)}, cheek ${cheek}`);
    }
  });

  it('refuses sizes that it cannot draw', () => {
    for (const size of [15, 4097, 40.5, NaN]) {
      assert.throws(() => draw(person(), {}, size), { name: 'InputError', message: /from 16 to 4096/ });
    }
  });
});

describe('raw pixels', () => {
  it('are a poor way to tell people apart: the nearest neighbour is of the same person in less than 60 %', () => {
    const [people, each, size] = [25, 6, 32];
    const pictures = Array.from({ length: people * each }, (_, i) => {
      const number = Math.floor(i / each);
      return renderPicture(personOf(8, number), variationOf(8, number, i % each), size);
    });
    const distance = (a: Uint8Array, b: Uint8Array): number =>
      a.reduce((sum, value, k) => sum + (value - b[k]) ** 2, 0);
    let right = 0;
    pictures.forEach((picture, i) => {
      let best = { distance: Infinity, index: -1 };
      pictures.forEach((other, j) => {
        if (i === j) return;
        const d = distance(picture, other);
        if (d < best.distance) best = { distance: d, index: j };
      });
      if (Math.floor(best.index / each) === Math.floor(i / each)) right++;
    });
    const rank1 = right / pictures.length;
    assert.ok(rank1 < 0.6, `${rank1}`);
    assert.ok(rank1 > 2 / people, `pictures of a person have something in common, but rank 1 is ${rank1}`);
  });
});

describe('personOf and lookAlikeOf', () => {
  it('keep every parameter within its range', () => {
    for (let number = 0; number < 50; number++) {
      const original = personOf(2, number);
      for (const identity of [original, lookAlikeOf(original, seeded(2, number), 0.5)]) {
        for (const name of parameterNames) {
          const [, high] = parameters[name];
          assert.ok(Number.isFinite(identity[name]) && identity[name] <= high + 1e-9, `${name} is ${identity[name]}`);
        }
      }
    }
  });

  it('change the face of a look-alike, but not hair, beard and glasses', () => {
    const original = personOf(2, 0);
    const twin = lookAlikeOf(original, seeded(1), 0.14);
    for (const name of ['skin', 'hairColour', 'hairLength', 'beardChin', 'glasses'] as const) {
      assert.equal(twin[name], original[name]);
    }
    assert.notEqual(twin.eyeSpacing, original.eyeSpacing);
    assert.deepEqual({ ...lookAlikeOf(original, seeded(1), 0), markSeed: 0 }, { ...original, markSeed: 0 });
  });
});

describe('renderPortrait', () => {
  it('draws a larger picture with the landmarks where the face is, turned by the roll', () => {
    const portrait = renderPortrait(person(), { ...neutralVariation(), roll: 0.2 }, { width: 120, height: 150 });
    assert.equal(portrait.pixels.length, 120 * 150 * 3);
    assert.equal(portrait.landmarks.length, 5);
    for (const [x, y] of portrait.landmarks) assert.ok(x > 0 && x < 120 && y > 0 && y < 150);
    const [left, right] = portrait.landmarks;
    assert.ok(Math.abs(Math.atan2(right[1] - left[1], right[0] - left[0]) - 0.2) < 0.03);
  });

  it('refuses sizes that it cannot draw', () => {
    assert.throws(() => renderPortrait(person(), neutralVariation(), { width: 8, height: 100 }), InputError);
  });
});
