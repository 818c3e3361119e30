import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { seeded } from '../../src/base/random';
import { informativeIdentities, informativeRelations, relationsOfBatch } from '../../src/mining/relations';

describe('informative relations', () => {
  it('of four identities on a circle', async () => {
    const prototypes = tf.tensor2d([[1, 0], [0.9, 0.1], [0, 1], [-1, 0]]); // prettier-ignore
    assert.deepEqual(await informativeIdentities(prototypes, [7, 3, 0, 1], 2), [
      [1, 2],
      [0, 2],
      [1, 0], // row 0 and 3 are equally far from row 2: the first
      [2, 1],
    ]);
    prototypes.dispose();
  });

  it('are looked up by class', () => {
    assert.deepEqual(relationsOfBatch([3, 7, 3], [7, 3], [[5], [6]]), [[6], [5], [6]]);
    assert.throws(() => relationsOfBatch([4], [7, 3], [[5], [6]]), /Class 4 has no prototype/);
  });

  it('agree with a sort of all cosines, and leave no tensor behind', async () => {
    const sizes = fc.record({
      batch: fc.integer({ min: 1, max: 6 }),
      count: fc.integer({ min: 4, max: 9 }),
      seed: fc.integer({ min: 1, max: 1e6 }),
    });
    const property = fc.asyncProperty(sizes, async ({ batch, count, seed }) => {
      const random = seeded(seed);
      const vectors = (rows: number): number[][] =>
        Array.from({ length: rows }, () => [random.normal(), random.normal(), random.normal()]);
      const [teacher, prototypes] = [vectors(batch), vectors(count)];
      const classes = random.shuffle(Array.from({ length: count }, (_, i) => i % (count - 1))); // one class has two
      const labels = Array.from({ length: batch }, () => random.integer(count - 1));
      const tensors = [tf.tensor2d(teacher), tf.tensor2d(prototypes)] as const;
      const before = tf.memory().numTensors;
      const mined = await informativeRelations(tensors[0], labels, tensors[1], classes, 2);
      assert.equal(tf.memory().numTensors, before, 'tensors left behind');
      const cosine = (a: number[], b: number[]): number => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
      const expected = teacher.map((x, i) =>
        prototypes
          .map((_, row) => row)
          .filter((row) => classes[row] !== labels[i])
          .sort((m, n) => cosine(x, prototypes[n]) - cosine(x, prototypes[m]))
          .slice(0, 2),
      );
      assert.deepEqual(mined, expected);
      tf.dispose([...tensors]);
    });
    await fc.assert(property, { seed: 6, numRuns: 25 });
  });

  it('more prototypes than fit into one chunk give the same answer', async () => {
    const random = seeded(8);
    const count = 5000; // 25 million cosines: two chunks
    const prototypes = tf.tensor2d(
      Float32Array.from({ length: count * 4 }, () => random.normal()),
      [count, 4],
    );
    const labels = Int32Array.from({ length: count }, (_, i) => i);
    const mined = await informativeIdentities(prototypes, labels, 3);
    const some = [0, 3354, 3355, 3356, 4999];
    const few = tf.gather(prototypes, some);
    const alone = await informativeRelations(few, some, prototypes, labels, 3);
    assert.deepEqual(some.map((row) => mined[row]), alone); // prettier-ignore
    tf.dispose([prototypes, few]);
  });
});

function dot(a: number[], b: number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
