import assert from 'node:assert/strict';
import type { Faces } from '../../../src/data/faces';
import { balancedKinds, facesByKind, kindNames, kindOf } from '../../../src/lessons/askd/kinds';
import { blobFaces } from '../../support/blobs';

const bare = { beard: 0, hairLength: 0.1, glasses: 0, occluded: 0 };

/** Faces of the kinds given, −1 for stubble. */
function facesOf(kinds: number[]): Faces {
  const known = kinds.map((kind) => ({
    beard: kind < 0 ? 0.2 : kind % 3 === 0 ? 0.8 : 0,
    hairLength: kind % 3 === 1 ? 0.9 : 0.1,
    glasses: kind >= 3 ? 1 : 0,
    occluded: 0,
  }));
  const attributes = Object.fromEntries(
    (['beard', 'hairLength', 'glasses', 'occluded'] as const).map((name) => [
      name,
      Float32Array.from(known, (one) => one[name]),
    ]),
  );
  return { ...blobFaces({ identities: kinds.length, picturesEach: 1, size: 8, seed: 1 }), attributes };
}

describe('the kind of a face', () => {
  it('is told by beard, then hair, and by glasses; between two kinds there is none', () => {
    assert.equal(kindNames[kindOf(bare)!], 'short hair');
    assert.equal(kindNames[kindOf({ ...bare, hairLength: 0.45 })!], 'long hair');
    assert.equal(kindNames[kindOf({ ...bare, hairLength: 0.4, beard: 0.35 })!], 'beard');
    assert.equal(kindNames[kindOf({ ...bare, glasses: 1 })!], 'short hair and glasses');
    assert.equal(kindNames[kindOf({ ...bare, beard: 0.9, glasses: 1 })!], 'beard and glasses');
    assert.equal(kindOf({ ...bare, hairLength: 0.35 }), undefined);
    assert.equal(kindOf({ ...bare, beard: 0.2 }), undefined);
    assert.equal(kindOf({ ...bare, occluded: 1 }), undefined);
  });
});

describe('faces by kind', () => {
  it('have kinds as labels, in their order, without those of no kind', () => {
    const faces = facesOf([5, 0, -1, 1, 2, 3, 4, 0]);
    const byKind = facesByKind(faces);
    assert.deepEqual([...byKind.labels], [5, 0, 1, 2, 3, 4, 0]);
    assert.deepEqual(byKind.names, kindNames);
    assert.deepEqual(byKind.pixels.slice(0, 192), faces.pixels.slice(0, 192));
    assert.equal(byKind.sources[2], faces.sources[3]);
  });

  it('are as many of every kind as the rarest has, spread over all of its kind', () => {
    const faces = facesOf([0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    const balanced = balancedKinds(faces);
    assert.deepEqual([...balanced.labels], [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    assert.deepEqual(balanced.sources.slice(0, 2), [faces.sources[0], faces.sources[2]]);
    assert.deepEqual(balanced.names, kindNames);
  });

  it('say what is missing', () => {
    assert.throws(
      () => facesByKind(facesOf([0, 1, 2, 3, 4])),
      /no picture with short hair and glasses: draw more people/,
    );
    const photographs = blobFaces({ identities: 2, picturesEach: 1, size: 8, seed: 1 });
    assert.throws(() => balancedKinds(photographs), /The kinds of these faces are not known/);
  });
});
