import { expect } from '../../base/errors';
import { Matrix, takeRows } from '../../base/matrix';
import { seeded } from '../../base/random';
import { pairStatistics } from '../../evaluation/verification/pair-statistics';

/** What tests of so many people say of one and the same network; see {@link tarOfSmallTests}. */
export interface SmallTests {
  people: number;
  /** `tars[rate][draw]`: true-accept rate at each false-accept rate, one value per draw of people. */
  tars: number[][];
}

/**
 * Measures a network on small tests: for each count draws so many of the people, without repetition, takes all pairs of their pictures
 * and measures the true-accept rate; `draws` times. Shows how much a result depends on who was invited.
 *
 * @param embeddings [n, dim]
 * @param labels [n]
 * @param options counts: numbers of people, 2 or more and at most as many as there are; fars: targets in (0, 1]; draws; seed
 * @throws InputError for counts out of range, and what `pairStatistics` finds wrong
 */
export async function tarOfSmallTests(
  embeddings: Matrix,
  labels: ArrayLike<number>,
  { counts, fars, draws, seed }: { counts: number[]; fars: number[]; draws: number; seed: number },
): Promise<SmallTests[]> {
  const people = [...new Set(Array.from(labels))];
  const results: SmallTests[] = [];
  for (const count of counts) {
    expect(
      count >= 2 && count <= people.length,
      `A test of ${count} people was asked for, but there are ${people.length}: pass numbers from 2 to ${people.length}.`,
    );
    const tars: number[][] = fars.map(() => []);
    for (let draw = 0; draw < draws; draw++) {
      const invited = new Set(seeded(seed, 'invited', count, draw).shuffle(people).slice(0, count));
      const rows = Array.from(labels, (_, row) => row).filter((row) => invited.has(labels[row]));
      const { tarAtFar } = await pairStatistics(
        takeRows(embeddings, rows),
        rows.map((row) => labels[row]),
        { fars },
      );
      tarAtFar.forEach(({ tar }, rate) => tars[rate].push(tar));
    }
    results.push({ people: count, tars });
  }
  return results;
}
