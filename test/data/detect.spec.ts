import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import { keepBest, type Box } from '../../src/data/candidates';
import { detectFaces, type DetectedFace } from '../../src/data/detect';
import { faultsOf } from '../../src/data/quality';
import { decodePicture, readPicture } from '../../src/data/image';
import { seeded } from '../../src/base/random';
import type { Point } from '../../src/data/align';
import { drawnLandmarks, drawPeople, photographs, type Place } from './drawn-face';

/** The distance of the landmarks from where they were drawn, on average, as a share of the distance between the eyes. */
function error(face: DetectedFace, place: Place): number {
  const truth = drawnLandmarks(place);
  const apart = Math.hypot(truth[1][0] - truth[0][0], truth[1][1] - truth[0][1]);
  return face.landmarks.reduce((sum, [x, y], i) => sum + Math.hypot(x - truth[i][0], y - truth[i][1]), 0) / 5 / apart;
}

describe('data/detect', function () {
  this.timeout(60_000);

  it('finds a face and its landmarks where they were drawn', async () => {
    const place = { x: 150, y: 130, radius: 60 };
    const faces = await detectFaces(await decodePicture(await drawPeople(300, 300, [place])));
    assert.equal(faces.length, 1);
    const [{ box, score, landmarks68, landmarks }] = faces;
    assert.ok(score > 0.5 && score <= 1);
    assert.ok(box.x < 131 && box.x + box.width > 169 && box.y < 120 && box.y + box.height > 161, JSON.stringify(box));
    assert.deepEqual([landmarks68.length, landmarks.length], [68, 5]);
    assert.ok(error(faces[0], place) < 0.1, String(error(faces[0], place)));
  });

  it('gives several faces, the largest first', async () => {
    const places = [
      { x: 110, y: 130, radius: 45 },
      { x: 290, y: 140, radius: 60 },
    ];
    const faces = await detectFaces(await decodePicture(await drawPeople(400, 300, places)));
    assert.equal(faces.length, 2);
    assert.ok(error(faces[0], places[1]) < 0.12 && error(faces[1], places[0]) < 0.12);
  });

  it('finds a face that fills the picture, dark and grey', async () => {
    const place = { x: 75, y: 75, radius: 88 };
    const dark = await sharp(await drawPeople(150, 150, [place]))
      .linear(0.35, 5)
      .greyscale()
      .toBuffer();
    const faces = await detectFaces(await decodePicture(dark));
    assert.equal(faces.length, 1);
    assert.ok(error(faces[0], place) < 0.12, String(error(faces[0], place)));
  });

  it('finds a tilted face', async () => {
    const upright = await drawPeople(300, 300, [{ x: 150, y: 150, radius: 80 }]);
    const tilted = await sharp(upright).rotate(25, { background: '#7f95a8' }).toBuffer();
    const [face] = await detectFaces(await decodePicture(tilted));
    const [[leftX, leftY], [rightX, rightY]] = face.landmarks;
    assert.ok(Math.abs(Math.atan2(rightY - leftY, rightX - leftX) * (180 / Math.PI) - 25) < 5);
  });

  it('finds a face on its side or upside down where it is, and says by how much it is turned', async () => {
    const place = { x: 130, y: 150, radius: 70 };
    const upright = await drawPeople(300, 360, [place]);
    const truth = drawnLandmarks(place);
    const turned: [number, (point: Point) => Point][] = [
      [90, ([x, y]) => [359 - y, x]],
      [180, ([x, y]) => [299 - x, 359 - y]],
      [270, ([x, y]) => [y, 299 - x]],
    ];
    for (const [degrees, move] of turned) {
      const [face] = await detectFaces(await decodePicture(await sharp(upright).rotate(degrees).toBuffer()));
      const far = face.landmarks.map(([x, y], i) => Math.hypot(x - move(truth[i])[0], y - move(truth[i])[1]));
      assert.ok(Math.max(...far) < 0.2 * 0.64 * place.radius, `${degrees}: ${far}`);
      assert.ok(Math.abs(((face.turn - degrees + 540) % 360) - 180) < 5, `${degrees}: ${face.turn}`);
      const [middleX, middleY] = move([place.x, place.y]);
      const { x, y, width, height } = face.box;
      assert.ok(x < middleX && middleX < x + width && y < middleY && middleY < y + height);
      assert.deepEqual(faultsOf(face.quality), []);
    }
  });

  it('says what is wrong with a small and a blurred face', async () => {
    const small = await decodePicture(await drawPeople(150, 150, [{ x: 75, y: 60, radius: 24 }]));
    const [tiny] = await detectFaces(small);
    assert.match(faultsOf(tiny.quality)[0], /^the face has only 1[45] pixels between the eyes and needs 20$/);
    const sharpFace = await drawPeople(300, 300, [{ x: 150, y: 130, radius: 60 }]);
    const [blurred] = await detectFaces(await decodePicture(await sharp(sharpFace).blur(4).toBuffer()));
    assert.match(faultsOf(blurred.quality)[0], /^the face is blurred \(sharpness 0\.[12]\d, needed is 0\.45\)$/);
  });

  it('finds a face that is small in a large picture by searching its parts', async () => {
    const place = { x: 1500, y: 400, radius: 45 };
    const faces = await detectFaces(await decodePicture(await drawPeople(2000, 1300, [place])));
    assert.equal(faces.length, 1);
    assert.ok(error(faces[0], place) < 0.15, String(error(faces[0], place)));
  });

  it('finds none where there is none, and leaves no tensor behind', async () => {
    await detectFaces(await decodePicture(await drawPeople(100, 100, [])));
    const before = tf.memory().numTensors;
    const random = seeded(5);
    const noise = {
      width: 64,
      height: 48,
      pixels: Uint8Array.from({ length: 64 * 48 * 3 }, () => random.integer(256)),
    };
    assert.deepEqual(await detectFaces(noise), []);
    assert.deepEqual(await detectFaces({ width: 1, height: 1, pixels: Uint8Array.of(9, 9, 9) }), []);
    assert.equal(tf.memory().numTensors, before);
  });

  it('takes callers one after the other', async () => {
    const place = { x: 100, y: 90, radius: 55 };
    const picture = await decodePicture(await drawPeople(200, 200, [place]));
    const [first, second] = await Promise.all([detectFaces(picture), detectFaces(picture)]);
    assert.equal(first.length, 1);
    assert.deepEqual(first, second);
  });

  it('keepBest drops the weaker of two boxes that overlap by more than half', () => {
    const at = (x: number, score: number): { box: Box; score: number } => ({
      box: { x, y: 0, width: 10, height: 10 },
      score,
    });
    const boxes = [at(3, 0.6), at(0, 0.9), at(4, 0.7), at(20, 0.5)];
    // Shared with the box at 0: 70 of 130 (over half), 60 of 140 (under half), nothing.
    assert.deepEqual(
      keepBest(boxes, ({ box }) => box).map(({ score }) => score),
      [0.9, 0.7, 0.5],
    );
  });

  it('finds a half profile that is cut off at brow and chin', async function () {
    const file = join(photographs(this, 'tv-cast'), 'stuart', 'stuart5.png');
    const faces = await detectFaces(await readPicture(file));
    assert.equal(faces.length, 1);
    assert.deepEqual(faultsOf(faces[0].quality), []);
    // Where the eyes, the nose and the mouth are in the picture, seen by eye.
    const [[leftX, leftY], [rightX, rightY], [noseX, noseY]] = faces[0].landmarks;
    const far = Math.hypot((leftX + rightX) / 2 - 73, (leftY + rightY) / 2 - 40) + Math.hypot(noseX - 62, noseY - 80);
    assert.ok(far < 24, JSON.stringify(faces[0].landmarks));
  });

  it('finds everyone in photographs of groups', async function () {
    const folder = photographs(this, 'groups');
    for (const [file, people] of [
      ['bbt1.jpg', 4],
      ['bbt3.jpg', 5],
    ] as const) {
      const faces = await detectFaces(await readPicture(join(folder, file)));
      assert.equal(faces.length, people, file);
      const areas = faces.map(({ box }) => box.width * box.height);
      assert.deepEqual(
        areas,
        [...areas].sort((a, b) => b - a),
      );
    }
  });
});
