import assert from 'node:assert/strict';
import { splitIdentities } from '../../src/data/split-identities';
import { blobFaces } from '../support/blobs';

describe('splitIdentities', () => {
  const faces = blobFaces({ identities: 5, picturesEach: 4, size: 8, seed: 1 });

  it('files every second picture of a person under a second name', () => {
    const { faces: split, personOf } = splitIdentities(faces, { share: 0.4, seed: 1 });
    assert.equal(split.names.length, 7);
    const twice = [...personOf].slice(5);
    assert.deepEqual(split.names.slice(5), twice.map((person) => `${faces.names[person]} (2)`)); // prettier-ignore
    for (const person of [0, 1, 2, 3, 4]) {
      const labels = [...split.labels].filter((label) => personOf[label] === person);
      const second = 5 + twice.indexOf(person);
      assert.deepEqual(labels, twice.includes(person) ? [person, second, person, second] : Array(4).fill(person));
    }
    assert.deepEqual([...faces.labels].slice(0, 4), [0, 0, 0, 0], 'the faces given stay as they are');
  });

  it('does nothing with a share of 0, and says what it cannot do', () => {
    assert.deepEqual(splitIdentities(faces, { share: 0, seed: 1 }).faces, faces);
    assert.throws(() => splitIdentities(faces, { share: 1.2, seed: 1 }), /must be from 0 to 1, but it is 1.2/);
    const single = blobFaces({ identities: 2, picturesEach: 1, size: 8, seed: 1 });
    assert.throws(() => splitIdentities(single, { share: 1, seed: 1 }), /fewer than two pictures/);
  });
});
