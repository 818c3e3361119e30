import assert from 'node:assert/strict';
import { seeded, type Random } from '../../src/base/random';
import { augmentation, augmentPicture, standardAugmentation, type AugmentOptions } from '../../src/data/augment';

const size = 32;

/** A soft hill of light off the middle, tinted, so that place, light and colour can all be measured. */
const source = Uint8Array.from({ length: size * size * 3 }, (_, i) => {
  const [x, y, channel] = [Math.floor(i / 3) % size, Math.floor(i / 3 / size), i % 3];
  return (40 + 180 * Math.exp(-((x - 11) ** 2 + (y - 18) ** 2) / 40)) * [1, 0.8, 0.6][channel];
});

function variant(options: AugmentOptions, random: Random = seeded(1)): Uint8Array {
  const target = new Uint8Array(source.length);
  augmentPicture(source, size, random, options, target);
  return target;
}

/** Chance that always answers alike: uniform gives the upper end, chance says yes. */
const most: Random = { ...seeded(1), uniform: (_low, high) => high, chance: (probability) => probability > 0 };
const least: Random = { ...seeded(1), uniform: (low) => low, chance: () => false };

const grey = (pixels: Uint8Array): number[] => Array.from({ length: size * size }, (_, i) => pixels[i * 3 + 1]);
const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: number[]): number => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

/** The middle of what is brighter than the ground. */
function hill(pixels: Uint8Array): [number, number] {
  let [sum, x, y] = [0, 0, 0];
  grey(pixels).forEach((value, i) => {
    const height = Math.max(0, value - 60);
    sum += height;
    x += height * (i % size);
    y += height * Math.floor(i / size);
  });
  return [x / sum, y / sum];
}

function near(actual: number[], expected: number[], tolerance: number): void {
  actual.forEach((value, i) =>
    assert.ok(Math.abs(value - expected[i]) <= tolerance, `${actual} is not about ${expected}`),
  );
}

describe('data/augment', () => {
  it('leaves the picture as it is when nothing is asked for, and never writes to the source', () => {
    const copy = source.slice();
    assert.deepEqual(variant({}), source);
    variant({ ...standardAugmentation, erasing: 1, lowResolution: { probability: 1, lowest: 4 } });
    assert.deepEqual(source, copy);
  });

  it('mirrors', () => {
    const mirrored = variant({ flip: 1 });
    for (const [x, y] of [
      [0, 0],
      [11, 18],
      [31, 5],
    ])
      assert.equal(mirrored[(y * size + size - 1 - x) * 3], source[(y * size + x) * 3]);
  });

  it('shifts, zooms and turns about the middle by as much as it may', () => {
    const middle = (size - 1) / 2;
    const [x, y] = hill(source);
    near(hill(variant({ shift: 0.1 }, most)), [x - 3.2, y - 3.2], 0.3);
    near(hill(variant({ shift: 0.1 }, least)), [x + 3.2, y + 3.2], 0.3);
    near(hill(variant({ scale: 0.25 }, most)), [middle + (x - middle) * 1.25, middle + (y - middle) * 1.25], 0.3);
    near(hill(variant({ scale: 0.25 }, least)), [middle + (x - middle) / 1.25, middle + (y - middle) / 1.25], 0.3);
    const [cos, sin] = [Math.cos(0.4), Math.sin(0.4)];
    const turned = [middle + cos * (x - middle) + sin * (y - middle), middle - sin * (x - middle) + cos * (y - middle)];
    near(hill(variant({ rotation: 0.4 }, most)), turned, 0.3);
  });

  it('changes brightness, contrast and saturation by as much as it may', () => {
    near([mean(variant({ brightness: 0.1 }, most))], [mean(source) + 25.5], 1);
    near([mean(variant({ brightness: 0.1 }, least))], [mean(source) - 25.5], 1);
    const contrasted = variant({ contrast: 0.2 }, most);
    near([deviation(grey(contrasted)) / deviation(grey(source))], [1.2], 0.02);
    near([mean(contrasted)], [mean(source)], 2);
    const faded = variant({ saturation: 1 }, least);
    for (let i = 0; i < faded.length; i += 3)
      assert.ok(Math.abs(faded[i] - faded[i + 1]) <= 1 && Math.abs(faded[i] - faded[i + 2]) <= 1);
    assert.deepEqual(
      [Math.min(...variant({ brightness: 1 }, most)), Math.max(...variant({ brightness: 1 }, least))],
      [255, 0],
    );
  });

  it('erases one rectangle of 2 to 20 % of the area in one colour', () => {
    for (let seed = 0; seed < 200; seed++) {
      const erased = variant({ erasing: 1 }, seeded(seed));
      const changed: number[] = [];
      for (let i = 0; i < size * size; i++) if (erased[i * 3 + 1] !== source[i * 3 + 1]) changed.push(i);
      const xs = changed.map((i) => i % size);
      const ys = changed.map((i) => Math.floor(i / size));
      const area = (Math.max(...xs) - Math.min(...xs) + 1) * (Math.max(...ys) - Math.min(...ys) + 1);
      assert.ok(
        changed.length >= 0.9 * area && area >= 0.01 * size * size && area <= 0.22 * size * size,
        `${seed}: ${area}`,
      );
      assert.equal(new Set(changed.map((i) => erased.subarray(i * 3, i * 3 + 3).join())).size, 1);
    }
  });

  it('takes a picture as if it were small', () => {
    const flat = variant({ lowResolution: { probability: 1, lowest: 1 } }, { ...most, uniform: (low) => low });
    assert.ok(new Set(grey(flat)).size === 1 && Math.abs(flat[1] - mean(grey(source))) < 1);
    const low = variant({ lowResolution: { probability: 1, lowest: 8 } }, { ...most, uniform: (low) => low });
    near(hill(low), hill(source), 0.5);
    assert.ok(deviation(grey(low)) < deviation(grey(source)));
    assert.deepEqual(variant({ lowResolution: { probability: 0, lowest: 8 } }), source);
  });

  it('does things as often as it is told', () => {
    const random = seeded(3);
    const hilltop = (18 * size + 11) * 3;
    let flips = 0;
    for (let i = 0; i < 1000; i++) if (variant({ flip: 0.3 }, random)[hilltop] !== source[hilltop]) flips++;
    assert.ok(Math.abs(flips - 300) < 45, String(flips));
  });

  it('gives the same variant for the same seed, step and position, and others elsewhere', () => {
    const augment = augmentation({ ...standardAugmentation, erasing: 0.5 }, 7);
    const at = (step: number, position: number): Uint8Array => {
      const target = new Uint8Array(source.length);
      augment(source, size, step, position, target);
      return target;
    };
    assert.deepEqual(at(5, 2), at(5, 2));
    assert.notDeepEqual(at(5, 2), at(5, 3));
    assert.notDeepEqual(at(5, 2), at(6, 2));
  });

  it('refuses buffers of another size', () => {
    assert.throws(
      () => augmentPicture(source, 30, seeded(1), {}, new Uint8Array(2700)),
      /30×30 pixels has 2700 numbers, but the source has 3072/,
    );
  });
});
