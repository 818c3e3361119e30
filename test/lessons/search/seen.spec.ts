import assert from 'node:assert/strict';
import { matrixFrom } from '../../../src/base/matrix';
import { seeded } from '../../../src/base/random';
import { foldersOfTwoNames } from '../../../src/lessons/search/folders';
import { droppedLines, droppedShares } from '../../../src/lessons/search/dropped';
import { labelScores, thresholdPanels } from '../../../src/lessons/search/scores';
import { playedTrials, surfaceReward } from '../../../src/lessons/search/surface';
import { randomSearch } from '../../../src/search/controllers';
import { blobFaces } from '../../support/blobs';

/** Person 0 under the names 0 and 2, person 1 under name 1; picture 3 is a stranger. */
const dirty = {
  faces: {
    ...blobFaces({ identities: 3, picturesEach: 2, size: 8, seed: 1 }),
    labels: Int32Array.of(0, 2, 1, 1, 1, 0),
    names: ['Ann-1', 'Bob-2', 'Ann-1 (2)'],
  },
  persons: Int32Array.of(0, 0, 1, -1, 1, 0),
  personOf: Int32Array.of(0, 1, 0),
};

describe('what cleaning looks at', () => {
  it('is parted by what is right: pictures by their label, names by whose they are', () => {
    const embeddings = matrixFrom([[1, 0], [1, 0], [0, 1], [0, -1], [0, 1], [1, 0]]); // prettier-ignore
    const { pictures, names } = labelScores(dirty, embeddings);
    assert.deepEqual(pictures.right, [1, 1, 1, 1, 1]);
    assert.deepEqual(pictures.wrong, [-1]);
    assert.deepEqual(names.same, [1, 1]);
    assert.deepEqual(names.different, [0, 0, 0]);
  });

  it('is drawn as two panels, each with the threshold that cuts it', () => {
    const scores = { pictures: { right: [0.9], wrong: [0.1] }, names: { same: [0.8], different: [0.2] } };
    const [picture, names] = thresholdPanels(scores, { dropBelow: 0.45, mergeAbove: 0.85 });
    assert.deepEqual([picture.same, picture.different, picture.threshold], [[0.9], [0.1], 0.45]);
    assert.deepEqual([names.same, names.different, names.threshold], [[0.8], [0.2], 0.85]);
    assert.match(picture.name, /a picture/);
    assert.match(names.name, /two names/);
  });

  it('is dropped in shares of the wrong and of the right labels', () => {
    // picture 3 alone has a wrong label
    assert.deepEqual(droppedShares(dirty, [0, 2, 1, -1, -1, 0]), { wrong: 1, right: 0.2 });
    const [all, none] = [[-1, -1, -1, -1, -1, -1], dirty.faces.labels];
    assert.deepEqual(droppedLines(dirty, { yours: [none, all], reference: [none, none] }), [
      { name: 'wrong labels, yours', values: [[0], [1]] },
      { name: 'wrong labels, reference', values: [[0], [0]] },
      { name: 'right labels, yours', values: [[0], [1]] },
      { name: 'right labels, reference', values: [[0], [0]] },
    ]);
  });

  it('can be seen: a row for each of a person’s two names, wrong labels framed and named', () => {
    const swapped = { ...dirty, persons: Int32Array.of(0, 1, 1, -1, 1, 0) };
    const rows = foldersOfTwoNames(swapped, { people: 2, pictures: 4 });
    assert.deepEqual(rows.map(({ name }) => name), ['Ann', 'Ann (2)']); // prettier-ignore
    assert.deepEqual(rows.map(({ pictures }) => pictures.map(({ frame, caption }) => [frame, caption])), [
      [['right', ''], ['right', '']],
      [['wrong', 'Bob']],
    ]); // prettier-ignore
  });
});

describe('a reward whose best choice is known', () => {
  const space = { a: [0, 1, 2], b: [5] };
  const reward = surfaceReward(space, { best: { a: 1, b: 5 }, slope: 0.4, luck: 0 });

  it('is 0.7 there and falls with every step away', () => {
    assert.equal(reward({ a: 1, b: 5 }, seeded(1)), 0.7);
    assert.ok(Math.abs(reward({ a: 2, b: 5 }, seeded(1)) - 0.5) < 1e-12);
  });

  it('is played in order, each trial knowing those before', () => {
    const seen: number[] = [];
    const chance = randomSearch(space, { seed: 1 });
    const trials = playedTrials((trial, earlier) => (seen.push(earlier.length), chance(trial, earlier)), 3, (choice) => choice.a); // prettier-ignore
    assert.deepEqual(seen, [0, 1, 2]);
    for (const { choice, reward } of trials) assert.equal(reward, choice.a);
  });
});
