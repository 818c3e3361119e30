import assert from 'node:assert/strict';
import { matrixFrom } from '../../../src/base/matrix';
import { seeded } from '../../../src/base/random';
import { pairStatistics } from '../../../src/evaluation/verification/pair-statistics';
import { tarOfSmallTests } from '../../../src/lessons/measuring/small-tests';

describe('small tests of one network', () => {
  const random = seeded(1, 'small tests');
  const labels = Array.from({ length: 120 }, (_, row) => Math.floor(row / 4));
  const people = Array.from({ length: 30 }, () => Array.from({ length: 5 }, () => random.normal()));
  const embeddings = matrixFrom(labels.map((label) => people[label].map((value) => value + 0.6 * random.normal())));
  const deviation = (values: number[]): number => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  };

  it('scatter the more, the fewer people are invited; with everybody there is one result', async () => {
    const options = { counts: [5, 20, 30], fars: [0.2, 0.05], draws: 12, seed: 1 };
    const [few, many, all] = await tarOfSmallTests(embeddings, labels, options);
    assert.deepEqual([few.people, many.people, all.people], [5, 20, 30]);
    assert.ok(deviation(few.tars[1]) > 1.4 * deviation(many.tars[1]), `${few.tars[1]} ${many.tars[1]}`);
    const { tarAtFar } = await pairStatistics(embeddings, labels, { fars: options.fars });
    all.tars.forEach((tars, rate) => tars.forEach((tar) => assert.equal(tar, tarAtFar[rate].tar)));
    assert.deepEqual(await tarOfSmallTests(embeddings, labels, options), [few, many, all]);
    await assert.rejects(tarOfSmallTests(embeddings, labels, { ...options, counts: [31] }), /from 2 to 30/);
  });
});
