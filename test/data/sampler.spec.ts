import assert from 'node:assert/strict';
import { identitySampler, shuffledSampler } from '../../src/data/sampler';

describe('identitySampler', () => {
  const labels = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4];

  it('draws P identities with K different pictures each', () => {
    const sampler = identitySampler(labels, { identities: 2, pictures: 3, seed: 1 });
    for (let step = 0; step < 10; step++) {
      const batch = Array.from(sampler(step));
      assert.equal(new Set(batch).size, 6);
      assert.equal(new Set(batch.map((index) => labels[index])).size, 2);
    }
  });

  it('shows every identity that can form a pair once per epoch', () => {
    const sampler = identitySampler(labels, { identities: 2, pictures: 2, seed: 1 });
    const epoch = [0, 1].flatMap((step) => Array.from(sampler(step), (index) => labels[index]));
    assert.deepEqual([...new Set(epoch)].sort(), [0, 1, 2, 3]);
  });

  it('repeats pictures only where an identity has too few', () => {
    const batch = Array.from(identitySampler([0, 0], { identities: 1, pictures: 3, seed: 1 })(0)).sort();
    assert.equal(batch.length, 3);
    assert.deepEqual([...new Set(batch)], [0, 1]);
  });

  it('depends on the step and the seed alone, not on what was asked before', () => {
    const options = { identities: 2, pictures: 2, seed: 5 };
    const [first, second] = [identitySampler(labels, options), identitySampler(labels, options)];
    for (let step = 0; step < 7; step++) first(step);
    assert.deepEqual(first(7), second(7));
    assert.notDeepEqual(identitySampler(labels, { ...options, seed: 6 })(7), second(7));
  });

  it('says what is missing when there are too few identities', () => {
    assert.throws(
      () => identitySampler([0, 0, 1], { identities: 2, pictures: 2, seed: 1 }),
      /A batch needs 2 identities, but only 1 have two pictures or more/,
    );
  });
});

describe('shuffledSampler', () => {
  it('shows each picture once per epoch, in another order the next time', () => {
    const sampler = shuffledSampler(6, { batch: 2, seed: 3 });
    const epoch = (first: number): number[] => [0, 1, 2].flatMap((step) => Array.from(sampler(first + step)));
    assert.deepEqual(epoch(0).sort(), [0, 1, 2, 3, 4, 5]);
    assert.deepEqual(epoch(3).sort(), [0, 1, 2, 3, 4, 5]);
    assert.notDeepEqual(epoch(0), epoch(3));
  });

  it('refuses a batch larger than the set', () => {
    assert.throws(
      () => shuffledSampler(3, { batch: 4, seed: 1 }),
      /A batch of 4 was asked for, but there are 3 pictures/,
    );
  });
});
