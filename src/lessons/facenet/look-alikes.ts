import { expect } from '../../base/errors';
import type { Matrix } from '../../base/matrix';
import { meanSimilarity, meanVectors } from '../../evaluation/unlock';

/**
 * The people who are hardest to keep apart: somebody and the `count − 1` others whose mean embeddings are nearest to his or hers by
 * cosine, for the person who has such others closest on average.
 *
 * @param embeddings [n, dim], of any length
 * @param labels [n]
 * @returns `count` labels, the person in the middle first, then nearest first
 * @throws InputError for fewer than 2 people, or more than there are
 */
export function lookAlikes(embeddings: Matrix, labels: ArrayLike<number>, count: number): number[] {
  const { means, identities } = meanVectors(embeddings, labels);
  const people = Array.from(identities);
  expect(
    Number.isInteger(count) && count >= 2 && count <= people.length,
    `count is ${count}, but it must be a whole number from 2 to ${people.length}, the people there are.`,
  );
  const { values } = meanSimilarity(means);
  const around = people.map((_, person) => {
    const row = values.subarray(person * people.length, (person + 1) * people.length);
    const others = Array.from(row.keys()).filter((other) => other !== person);
    const nearest = others.sort((a, b) => row[b] - row[a]).slice(0, count - 1);
    return { crowd: [person, ...nearest], closeness: nearest.reduce((sum, other) => sum + row[other], 0) };
  });
  return around.reduce((a, b) => (b.closeness > a.closeness ? b : a)).crowd.map((person) => people[person]);
}
