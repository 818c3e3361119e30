import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InputError } from '../../src/base/errors';
import {
  alignFace,
  arcFaceTemplate,
  inverseTransform,
  similarityTransform,
  templateOf,
  transformPoint,
  type Point,
} from '../../src/data/align';
import type { Picture } from '../../src/data/image';
import alignment from '../golden/evaluation/alignment.json';
import mirrored from '../golden/evaluation/alignment_mirrored.json';
import noise from '../golden/evaluation/alignment_noise.json';

function close(
  actual: readonly (readonly number[])[],
  expected: readonly (readonly number[])[],
  tolerance: number,
): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((row, i) => {
    assert.equal(actual[i].length, row.length);
    row.forEach((value, j) =>
      assert.ok(Math.abs(actual[i][j] - value) <= tolerance, `[${i}][${j}]: ${actual[i][j]} is not ${value}`),
    );
  });
}

describe('data/align', () => {
  for (const golden of [alignment, noise, mirrored]) {
    it(`similarityTransform agrees with the reference values: ${golden.name}`, () => {
      const landmarks = golden.inputs.landmarks as Point[];
      const matrix = similarityTransform(landmarks, golden.inputs.template as Point[]);
      const { outputs } = golden;
      close(matrix, outputs.matrix, 1e-9);
      close(inverseTransform(matrix), outputs.inverse, 1e-9);
      close(
        landmarks.map((point) => transformPoint(matrix, point)),
        outputs.aligned,
        1e-9,
      );
      assert.ok(Math.abs(Math.hypot(matrix[0][0], matrix[1][0]) - outputs.scale) < 1e-9);
      assert.ok(Math.abs(Math.atan2(matrix[1][0], matrix[0][0]) - outputs.angle) < 1e-9);
      assert.deepEqual(golden.inputs.template, arcFaceTemplate);
    });
  }

  it('finds any similarity again from the points it moved', () => {
    const number = (low: number, high: number): fc.Arbitrary<number> => fc.double({ min: low, max: high, noNaN: true });
    fc.assert(
      fc.property(number(0.1, 10), number(-3, 3), number(-500, 500), number(-500, 500), (scale, angle, tx, ty) => {
        const [a, b] = [scale * Math.cos(angle), scale * Math.sin(angle)];
        const moved = arcFaceTemplate.map((point) =>
          transformPoint(
            [
              [a, -b, tx],
              [b, a, ty],
            ],
            point,
          ),
        );
        close(
          similarityTransform(arcFaceTemplate, moved),
          [
            [a, -b, tx],
            [b, a, ty],
          ],
          1e-6,
        );
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it('refuses points that determine nothing, in a sentence', () => {
    assert.throws(() => similarityTransform([[1, 2]], [[1, 2]]), InputError);
    assert.throws(
      () =>
        similarityTransform(
          [
            [1, 2],
            [3, 4],
          ],
          [[1, 2]],
        ),
      /2 points to map onto 1/,
    );
    assert.throws(
      () =>
        similarityTransform(
          [
            [1, 2],
            [1, 2],
          ],
          [
            [1, 2],
            [3, 4],
          ],
        ),
      /in the same place/,
    );
    assert.throws(
      () =>
        similarityTransform(
          [
            [1, NaN],
            [1, 2],
          ],
          [
            [1, 2],
            [3, 4],
          ],
        ),
      /finite/,
    );
    assert.throws(
      () =>
        inverseTransform([
          [0, 0, 1],
          [0, 0, 1],
        ]),
      /cannot be undone/,
    );
    assert.throws(() => alignFace(dots(20, 20, []), arcFaceTemplate.slice(1)), /5 landmarks, but there are 4/);
    assert.throws(() => alignFace(dots(20, 20, []), arcFaceTemplate, 0), /positive number/);
  });

  /** Black, with white discs of radius 3 · zoom. */
  function dots(width: number, height: number, places: readonly Point[], radius = 3): Picture {
    const pixels = new Uint8Array(width * height * 3);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (places.some(([u, v]) => Math.hypot(x - u, y - v) <= radius))
          pixels.fill(255, (y * width + x) * 3, (y * width + x) * 3 + 3);
      }
    }
    return { width, height, pixels };
  }

  /** The middle of the white within 8 pixels of a place. */
  function middleNear({ width, height, pixels }: Picture, [u, v]: Point): Point {
    let [sum, sumX, sumY] = [0, 0, 0];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (Math.hypot(x - u, y - v) > 8) continue;
        const value = pixels[(y * width + x) * 3];
        sum += value;
        sumX += value * x;
        sumY += value * y;
      }
    }
    return [sumX / sum, sumY / sum];
  }

  for (const { zoom, angle } of [
    { zoom: 0.6, angle: 0.4 },
    { zoom: 1, angle: 0 },
    { zoom: 3.3, angle: -1 },
    { zoom: 5, angle: 2.5 },
  ]) {
    it(`alignFace brings the landmarks onto the template: a face ${zoom} times its size, turned by ${angle} rad`, () => {
      const [a, b] = [zoom * Math.cos(angle), zoom * Math.sin(angle)];
      const width = Math.ceil(180 * zoom);
      const middle = (width - 1) / 2;
      const landmarks = arcFaceTemplate.map(([x, y]): Point => {
        return [middle + a * (x - 56) - b * (y - 72), middle + b * (x - 56) + a * (y - 72)];
      });
      const picture = dots(width, width, landmarks, 3 * zoom);
      for (const size of [112, 64]) {
        const aligned = alignFace(picture, landmarks, size);
        assert.deepEqual([aligned.width, aligned.height, aligned.pixels.length], [size, size, size * size * 3]);
        templateOf(size).forEach((place) => {
          const found = middleNear(aligned, place);
          assert.ok(Math.hypot(found[0] - place[0], found[1] - place[1]) < 0.4, `${found} is not at ${place}`);
        });
      }
    });
  }

  it('leaves a picture that is aligned already as it is', () => {
    const pixels = Uint8Array.from({ length: 112 * 112 * 3 }, (_, i) => (i * 31) % 251);
    assert.deepEqual(alignFace({ width: 112, height: 112, pixels }, arcFaceTemplate).pixels, pixels);
  });
});
