import assert from 'node:assert/strict';
import type { Faces } from '../../src/data/faces';
import { addOutliers, flipLabels } from '../../src/data/label-noise';

function people(names: string[], each: number, mark: number): Faces {
  const count = names.length * each;
  return {
    pixels: Uint8Array.from({ length: count * 12 }, (_, i) => mark + Math.floor(i / 12)),
    count,
    size: 2,
    labels: Int32Array.from({ length: count }, (_, i) => Math.floor(i / each)),
    names,
    sources: Array.from({ length: count }, (_, i) => `${names[Math.floor(i / each)]}/${i % each}`),
    attributes: {
      number: Float32Array.from({ length: count }, (_, i) => i),
      [`only ${mark}`]: new Float32Array(count),
    },
  };
}

const faces = people(['Anna', 'Ben', 'Cy', 'Dee'], 50, 0);
const outsiders = people(['Xu', 'Yan'], 60, 200);

describe('data/label-noise', () => {
  it('flips exactly the share of labels, each to another identity, all about as often', () => {
    const { faces: noisy, truth } = flipLabels(faces, { ratio: 0.3, seed: 1 });
    assert.deepEqual(truth, faces.labels);
    const flipped = Array.from(noisy.labels.keys()).filter((i) => noisy.labels[i] !== truth[i]);
    assert.equal(flipped.length, 60);
    for (let label = 0; label < 4; label++) {
      const got = flipped.filter((i) => noisy.labels[i] === label).length;
      assert.ok(got >= 7 && got <= 24, `${got} became ${label}`);
    }
    assert.equal(noisy.pixels, faces.pixels);
    assert.deepEqual([noisy.count, noisy.names], [200, faces.names]);
    assert.notEqual(noisy.labels, faces.labels);
  });

  it('flips the same for the same seed, none and all at the ends', () => {
    const labels = (ratio: number, seed: number): Int32Array => flipLabels(faces, { ratio, seed }).faces.labels;
    assert.deepEqual(labels(0.3, 1), labels(0.3, 1));
    assert.notDeepEqual(labels(0.3, 1), labels(0.3, 2));
    assert.deepEqual(labels(0, 1), faces.labels);
    assert.ok(labels(1, 1).every((label, i) => label !== faces.labels[i]));
  });

  it('adds outsiders until they are the share of all, under labels of the identities', () => {
    const { faces: noisy, truth } = addOutliers(faces, outsiders, { ratio: 0.2, seed: 3 });
    assert.deepEqual([noisy.count, noisy.labels.length, truth.length, noisy.sources.length], [250, 250, 250, 250]);
    assert.equal(noisy.pixels.length, 250 * 12);
    assert.deepEqual(truth.subarray(0, 200), faces.labels);
    assert.ok(truth.subarray(200).every((label) => label === -1));
    assert.deepEqual(noisy.pixels.subarray(0, 2400), faces.pixels);
    for (let i = 200; i < 250; i++) {
      const [name, number] = noisy.sources[i].split('/');
      const index = outsiders.names.indexOf(name) * 60 + Number(number);
      assert.deepEqual(Array.from(noisy.pixels.subarray(i * 12, i * 12 + 12)), Array(12).fill((200 + index) % 256));
      assert.equal(noisy.attributes.number[i], index);
    }
    assert.deepEqual([...new Set(noisy.labels.subarray(200))].sort(), [0, 1, 2, 3]);
    assert.equal(new Set(noisy.sources).size, 250);
    assert.deepEqual(Object.keys(noisy.attributes), ['number']);
    assert.deepEqual(addOutliers(faces, outsiders, { ratio: 0.2, seed: 3 }), { faces: noisy, truth });
  });

  it('keeps the truth of flipped labels', () => {
    const flipped = flipLabels(faces, { ratio: 0.1, seed: 1 });
    const both = addOutliers(flipped.faces, outsiders, { ratio: 0.1, seed: 1, truth: flipped.truth });
    assert.deepEqual(both.truth.subarray(0, 200), faces.labels);
    assert.equal(both.truth.filter((label) => label === -1).length, 22);
    assert.equal(both.truth.filter((label, i) => label >= 0 && label !== both.faces.labels[i]).length, 20);
  });

  it('refuses in a sentence what cannot be done', () => {
    assert.throws(() => flipLabels(faces, { ratio: 1.2, seed: 1 }), /from 0 to 1, but it is 1.2/);
    assert.throws(() => flipLabels(people(['Anna'], 3, 0), { ratio: 0.5, seed: 1 }), /two or more identities/);
    assert.throws(() => addOutliers(faces, outsiders, { ratio: 1, seed: 1 }), /less than 1/);
    assert.throws(
      () => addOutliers(faces, outsiders, { ratio: 0.5, seed: 1 }),
      /needs 200 pictures of outsiders beside 200 faces, but there are 120/,
    );
    assert.throws(
      () => addOutliers(faces, { ...outsiders, size: 4 }, { ratio: 0.1, seed: 1 }),
      /4 pixels per side, but the faces have 2/,
    );
    assert.throws(
      () => addOutliers(faces, people(['Ben'], 60, 0), { ratio: 0.1, seed: 1 }),
      /Ben is among the outsiders/,
    );
    assert.throws(
      () => addOutliers(faces, outsiders, { ratio: 0.1, seed: 1, truth: new Int32Array(3) }),
      /3 labels for 200 faces/,
    );
  });
});
