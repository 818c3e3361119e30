import assert from 'node:assert/strict';
import { matrixFrom } from '../../../src/base/matrix';
import { pictureOf } from '../../../src/data/faces';
import { lookAlikeRows } from '../../../src/lessons/coupleface/galleries';
import { blobFaces } from '../../support/blobs';

describe('a gallery of look-alikes', () => {
  it('begins with those who are nearest to somebody, each by the picture nearest to the prototype', () => {
    const faces = { ...blobFaces({ identities: 3, picturesEach: 2, size: 4, seed: 1 }), names: ['Ada-0', 'Ben-1', 'Cy-2'] }; // prettier-ignore
    const view = {
      embeddings: matrixFrom([[1, 0], [1, 1], [0, 1], [0.8, 0.6], [-1, 0], [0, -1]]), // prettier-ignore
      prototypes: matrixFrom([[2, 0], [0.6, 0.8], [-1, 0]]), // prettier-ignore
    };
    const [row, second] = lookAlikeRows(faces, view, [[1, 2], [0, 2], [1, 0]], { people: 2, others: 1 }); // prettier-ignore
    assert.deepEqual(row.pictures.map(({ caption }) => caption), ['Ada', '0.60']); // prettier-ignore
    assert.deepEqual(second.pictures.map(({ caption }) => caption), ['Ben', '0.60']); // prettier-ignore
    assert.deepEqual(row.pictures[0].picture.pixels, pictureOf(faces, 0).pixels);
    assert.deepEqual(row.pictures[1].picture.pixels, pictureOf(faces, 3).pixels);
  });
});
