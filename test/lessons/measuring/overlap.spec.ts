import assert from 'node:assert/strict';
import { matrixFrom } from '../../../src/base/matrix';
import { renderCelebrities } from '../../../src/data/celebrities/render';
import { peopleAgain, verifiedPeople } from '../../../src/lessons/measuring/overlap';

describe('people who were trained on, once more', () => {
  const people = { identities: 3, picturesEach: 4, size: 16, seed: 5 };

  it('are the very pictures of training, and as many new ones', async () => {
    const trained = await renderCelebrities(people);
    const { seen, fresh } = await peopleAgain(people, { identities: 2, pictures: 2 });
    assert.deepEqual(Array.from(seen.labels), [0, 0, 1, 1]);
    assert.deepEqual(Array.from(fresh.labels), [0, 0, 1, 1]);
    const picture = 16 * 16 * 3;
    const of = ({ pixels }: { pixels: Uint8Array }, row: number) => pixels.slice(row * picture, (row + 1) * picture);
    [0, 1, 4, 5].forEach((row, place) => assert.deepEqual(of(seen, place), of(trained, row)));
    assert.deepEqual(fresh.names, trained.names.slice(0, 2));
    for (let row = 0; row < fresh.count; row++)
      for (let other = 0; other < trained.count; other++) assert.notDeepEqual(of(fresh, row), of(trained, other));
  });

  it('are at most all that there are', async () => {
    const { seen, fresh } = await peopleAgain(people, { identities: 100, pictures: 1 });
    assert.deepEqual([seen.names.length, seen.count, fresh.count], [3, 3, 3]);
  });
});

describe('how well people are told apart', () => {
  it('counts all pairs by hand, with the rate that is spoken of', async () => {
    // At 0° and 10°, and at 60° and 90°: the pairs of one person are 10° and 30° apart, those of two people 50° and more.
    const at = (degree: number): number[] => [Math.cos((degree * Math.PI) / 180), Math.sin((degree * Math.PI) / 180)];
    const apart = matrixFrom([0, 10, 60, 90].map(at));
    const options = { far: [0.25, 1], at: 0.25, draws: 20, seed: 1 };
    const found = await verifiedPeople(apart, [0, 0, 1, 1], options);
    assert.deepEqual(found, { far: [0.25, 1], tar: [1, 1], spoken: { tar: 1, low: 1, high: 1 }, eer: 0 });
    // Pairs of one person 30° and 55° apart, of two people 5°, 35°, 60° and 90°: who lets one of those four in, lets one of two in.
    const mixed = matrixFrom([0, 55, 60, 90].map(at));
    const { tar, spoken } = await verifiedPeople(mixed, [0, 0, 1, 1], { ...options, far: [0.25, 0.5, 1] });
    assert.deepEqual([tar, spoken.tar], [[0.5, 1, 1], 0.5]);
  });
});
