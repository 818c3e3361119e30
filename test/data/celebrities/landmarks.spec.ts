import assert from 'node:assert/strict';
import { alignFace, arcFaceTemplate, similarityTransform, templateOf, type Point } from '../../../src/data/align';
import { landmarksOf } from '../../../src/data/celebrities/landmarks';
import { personOf, variationOf } from '../../../src/data/celebrities/people';
import { renderPicture, renderPortrait } from '../../../src/data/celebrities/picture';
import { neutralVariation } from '../../../src/data/celebrities/variation';
import type { Picture } from '../../../src/data/image';

/** Mean absolute difference of two pictures' numbers, without the outermost pixels, which a shift fills with the edge. */
function difference(a: Picture, b: Picture): number {
  let sum = 0;
  let count = 0;
  for (let y = 1; y < a.height - 1; y++) {
    for (let i = (y * a.width + 1) * 3; i < (y * a.width + a.width - 1) * 3; i++, count++) {
      sum += Math.abs(a.pixels[i] - b.pixels[i]);
    }
  }
  return sum / count;
}

const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** A face in soft light with plain features, so that eyes are dark and the skin about them is not. */
const plain = { skin: 0.2, glasses: 0, bald: 0, hairLength: 0.2, moustache: 0, beardChin: 0, beardCheeks: 0, fringe: 0, irisHue: 0, eyeOpening: 0.1 }; // prettier-ignore
const person = (number: number) => ({ ...personOf(3, number), ...plain });

/** The middle of what is much darker than the skin within a radius of a place. */
function darkMiddle({ width, height, pixels }: Picture, [u, v]: Point, radius: number): Point {
  let [sum, sumX, sumY] = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (Math.hypot(x - u, y - v) > radius) continue;
      const at = (y * width + x) * 3;
      const dark = Math.max(0, 150 - (pixels[at] + pixels[at + 1] + pixels[at + 2]));
      sum += dark;
      sumX += dark * x;
      sumY += dark * y;
    }
  }
  return [sumX / sum, sumY / sum];
}

describe('landmarksOf', () => {
  it('are on the template, up to perspective and the jitter of an aligner', () => {
    for (let number = 0; number < 100; number++) {
      const calm = landmarksOf(personOf(1, number), neutralVariation(), 112);
      const wild = landmarksOf(personOf(1, number), variationOf(1, number, 0, 1), 112);
      arcFaceTemplate.forEach((place, i) => {
        assert.ok(distance(calm[i], place) < 7.5, `person ${number}, point ${i}: ${calm[i]}`);
        assert.ok(distance(wild[i], place) < 20, `person ${number}, point ${i}: ${wild[i]}`);
      });
    }
  });

  it('are where the pupils are drawn, in pixels whose middles are at whole numbers', () => {
    const size = 224;
    let sum = 0;
    for (let number = 0; number < 5; number++) {
      const [first, second] = landmarksOf(person(number), neutralVariation(), size);
      // Light from the left and from the right: the spot that it leaves in the eye pushes the dark aside, once each way.
      for (const light of [-0.4, 0.4]) {
        const pixels = renderPicture(person(number), { ...neutralVariation(), light }, size);
        for (const eye of [first, second]) {
          const pupil = darkMiddle({ width: size, height: size, pixels }, eye, 5);
          assert.ok(distance(pupil, eye) < 1, `person ${number}: the pupil is at ${pupil}, the landmark at ${eye}`);
          sum += pupil[0] - eye[0];
        }
      }
    }
    assert.ok(Math.abs(sum / 20) < 0.15, `on average the pupils are ${sum / 20} pixels to the right of the landmarks`);
  });
});

describe('a drawn face that is aligned again', () => {
  for (const size of [32, 48, 112]) {
    it(`comes back where it was, at ${size} pixels: half a pixel of the template aside`, () => {
      const half = (0.5 * size) / 112;
      for (let number = 0; number < 5; number++) {
        const identity = personOf(1, number);
        const picture = { width: size, height: size, pixels: renderPicture(identity, neutralVariation(), size) };
        const landmarks = landmarksOf(identity, neutralVariation(), size);
        const [[a, minusB, tx], [b, d, ty]] = similarityTransform(landmarks, templateOf(size));
        for (const [value, expected] of [[a, 1], [d, 1], [minusB, 0], [b, 0], [tx, half], [ty, half]]) assert.ok(Math.abs(value - expected) < 1e-9, `${value} is not ${expected}`); // prettier-ignore
        const again = alignFace(picture, landmarks, size);
        assert.ok(difference(picture, again) < 5, `person ${number}: ${difference(picture, again)}`);
      }
    });
  }

  it('is the aligned drawing of the person when it comes from a larger, tilted picture', () => {
    for (let number = 0; number < 5; number++) {
      const calm = neutralVariation();
      const drawn = { width: 64, height: 64, pixels: renderPicture(person(number), calm, 64) };
      const portrait = renderPortrait(person(number), { ...calm, roll: 0.2 }, { width: 400, height: 480 });
      const aligned = alignFace(portrait, portrait.landmarks, 64);
      const shifted = alignFace(portrait, portrait.landmarks.map(([x, y]): Point => [x + 12, y]), 64); // prettier-ignore
      for (const eye of landmarksOf(person(number), calm, 64).slice(0, 2)) {
        const found = darkMiddle(aligned, eye, 3);
        assert.ok(distance(found, eye) < 0.5, `person ${number}: the pupil is at ${found}, it was drawn at ${eye}`);
      }
      const [like, unlike] = [difference(aligned, drawn), difference(shifted, drawn)];
      assert.ok(like < 10 && like < unlike / 2, `person ${number}: ${like}, with misplaced landmarks ${unlike}`);
    }
  });
});
