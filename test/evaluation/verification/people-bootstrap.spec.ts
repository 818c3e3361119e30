import assert from 'node:assert/strict';
import { matrixFrom } from '../../../src/base/matrix';
import { seeded } from '../../../src/base/random';
import { pairStatistics } from '../../../src/evaluation/verification/pair-statistics';
import { rocOverPeople } from '../../../src/evaluation/verification/people-bootstrap';

/** People around random directions; `lookAlikes` of them share one. */
function crowd({ people, pictures, noise, lookAlikes = 0 }: Record<string, number>) {
  const random = seeded(1, 'crowd');
  const directions = Array.from({ length: people }, () => Array.from({ length: 6 }, () => random.normal()));
  for (let person = 1; person < lookAlikes; person++) directions[person] = directions[0];
  const rows = directions.flatMap((direction) =>
    Array.from({ length: pictures }, () => direction.map((value) => value + noise * random.normal())),
  );
  return { embeddings: matrixFrom(rows), labels: rows.map((_, row) => Math.floor(row / pictures)) };
}

describe('a bootstrap over people', () => {
  const fars = [0.2, 0.01, 0.05]; // in any order

  it('measures on the people that there are what pairStatistics measures', async () => {
    const { embeddings, labels } = crowd({ people: 12, pictures: 5, noise: 0.8 });
    const { tar, lower, upper } = await rocOverPeople(embeddings, labels, { fars, draws: 40, seed: 1 });
    const { tarAtFar } = await pairStatistics(embeddings, labels, { fars });
    tarAtFar.forEach((row, rate) => assert.ok(Math.abs(row.tar - tar[rate]) < 1e-12, `${row.tar} ${tar[rate]}`));
    tar.forEach((_, rate) => assert.ok(lower[rate] < tar[rate] && tar[rate] < upper[rate], String(fars[rate])));
  });

  it('gives a wider range than Wilson, who takes pairs for independent', async () => {
    const { embeddings, labels } = crowd({ people: 12, pictures: 8, noise: 0.8, lookAlikes: 3 });
    const { lower, upper } = await rocOverPeople(embeddings, labels, { fars: [0.01], draws: 100, seed: 1 });
    const { tarAtFar } = await pairStatistics(embeddings, labels, { fars: [0.01] });
    assert.ok(upper[0] - lower[0] > 2 * (tarAtFar[0].tarHigh - tarAtFar[0].tarLow));
  });

  it('counts a pair of people drawn a and b times a · b times', async () => {
    // One picture of person 2 is nearly one of person 0; drawn often enough, that pair costs every rate.
    const embeddings = matrixFrom([[1, 0], [1, 0.1], [0, 1], [0, 1.1], [1, 0.05], [-1, 0]]); // prettier-ignore
    const { tar, lower, upper } = await rocOverPeople(embeddings, [0, 0, 1, 1, 2, 2], {
      fars: [0.17],
      draws: 200,
      seed: 3,
    });
    // 12 impostor pairs, two of which (0.9988, 0.9988) exceed cos 0.9950 of person 0; allowed are 2.04.
    assert.ok(Math.abs(tar[0] - 2 / 3) < 1e-12, String(tar[0]));
    assert.ok(lower[0] < 0.5 && upper[0] === 1, `${lower[0]} ${upper[0]}`);
  });

  it('is the same for the same seed, stops, and says what is wrong', async () => {
    const { embeddings, labels } = crowd({ people: 6, pictures: 3, noise: 0.5 });
    const run = (seed: number) => rocOverPeople(embeddings, labels, { fars, draws: 10, seed });
    assert.deepEqual(await run(1), await run(1));
    assert.notDeepEqual((await run(1)).lower, (await run(2)).lower);
    const stop = new AbortController();
    const aborted = rocOverPeople(embeddings, labels, {
      fars,
      seed: 1,
      signal: stop.signal,
      onProgress: (done) => done === 3 && stop.abort(),
    });
    await assert.rejects(aborted, { name: 'AbortError' });
    await assert.rejects(rocOverPeople(embeddings, labels.map(() => 0), { fars, seed: 1 }), /of one person/); // prettier-ignore
    await assert.rejects(rocOverPeople(embeddings, labels.map((_, i) => i), { fars, seed: 1 }), /two pictures/); // prettier-ignore
    await assert.rejects(rocOverPeople(embeddings, labels, { fars: [0], seed: 1 }), /FAR 0 is out of range/);
  });
});
