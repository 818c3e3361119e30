import assert from 'node:assert/strict';
import { pictureOf } from '../../../src/data/faces';
import type { AuditedLabel } from '../../../src/lessons/boundaryface/audit';
import { firstName, folderRows, repairColumns, repairRows } from '../../../src/lessons/boundaryface/galleries';
import { labelKind, withNoise } from '../../../src/lessons/boundaryface/noise';
import { blobFaces } from '../../support/blobs';

const people = {
  ...blobFaces({ identities: 3, picturesEach: 10, size: 4, seed: 1 }),
  names: ['Ada-0', 'Ben-1', 'Cy-2'],
};
const outsiders = { ...blobFaces({ identities: 2, picturesEach: 10, size: 4, seed: 2 }), names: ['Dan-8', 'Eve-9'] };
const noisy = withNoise(people, outsiders, { closed: 0.2, open: 0.2 }, 1);

describe('galleries of labels', () => {
  it('show what is filed under a name, wrong labels last and by their true names', () => {
    assert.equal(firstName('Ada-0'), 'Ada');
    const rows = folderRows(noisy, { people: 3, pictures: 6 });
    const wrong = rows.map(({ name }) => Number(/(\d+) of \d+ wrong/.exec(name)![1]));
    const total = Array.from(noisy.truth).filter((truth, index) => truth !== noisy.faces.labels[index]).length;
    assert.equal(wrong.reduce((a, b) => a + b), total); // prettier-ignore
    for (const { name, pictures } of rows) {
      assert.equal(pictures.length, 6);
      const frames = pictures.map(({ frame }) => frame);
      assert.deepEqual(frames, [...frames].sort(), 'right ones come first');
      for (const { frame, caption } of pictures) {
        const captions = frame === 'right' ? [''] : ['Ada', 'Ben', 'Cy', 'nobody here'].filter((one) => !name.startsWith(one)); // prettier-ignore
        assert.ok(captions.includes(caption), `${caption} under ${name}`);
      }
    }
  });

  it('show a repair beside whom it was filed under, whom it was repaired to and who it is', () => {
    const one: AuditedLabel = { index: 0, kind: 'flipped', given: 1, truth: 0, corrected: 2, ownAngle: Math.PI / 2, otherAngle: Math.PI / 6 }; // prettier-ignore
    const outsider: AuditedLabel = { ...one, index: noisy.faces.count - 1, kind: 'outsider', truth: -1 };
    const labels: AuditedLabel[] = Array.from(noisy.faces.labels, (given, index) => ({
      index,
      kind: labelKind(noisy, index),
      given,
      truth: noisy.truth[index],
      corrected: given,
      ownAngle: (100 - index) / 100,
      otherAngle: 1,
    }));
    const [row] = repairRows(noisy, { labels, relabelled: [one] }, { count: 5, seed: 1 });
    assert.equal(row.pictures.length, repairColumns.length);
    assert.deepEqual(
      row.pictures.map(({ caption, frame }) => [caption, frame]),
      [
        ['', 'neither'],
        ['Ben 90°', 'wrong'],
        ['Cy 30°', 'wrong'],
        ['Ada', 'neither'],
      ],
    );
    // The later a picture, the nearer to its class it was placed above.
    const rightOf = (person: number): AuditedLabel[] =>
      labels.filter(({ kind, given }) => kind === 'right' && given === person).reverse();
    const expected = [0, rightOf(1)[0].index, rightOf(2)[0].index, rightOf(0)[1].index];
    assert.deepEqual(
      row.pictures.map(({ picture }) => Array.from(picture.pixels)),
      expected.map((index) => Array.from(pictureOf(noisy.faces, index).pixels)),
    );
    assert.equal(
      repairRows(noisy, { labels, relabelled: [outsider] }, { count: 5, seed: 1 })[0].pictures[3].caption,
      'nobody here',
    );
  });
});
