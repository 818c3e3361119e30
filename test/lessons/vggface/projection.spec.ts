import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { matrixFrom } from '../../../src/base/matrix';
import { seeded } from '../../../src/base/random';
import { pairDistances } from '../../../src/lessons/deepid2/pair-distances';
import { learnProjection, projected } from '../../../src/lessons/vggface/projection';

describe('the projection learnt from triplets', () => {
  // Two coordinates carry the person, four carry noise that is as loud.
  const random = seeded(1);
  const labels = Array.from({ length: 60 }, (_, row) => row % 10);
  const people = Array.from({ length: 10 }, (_, person) => [Math.cos(person), Math.sin(person)]);
  const features = matrixFrom(
    labels.map((label) => [...people[label], ...Array.from({ length: 4 }, () => 0.5 * random.normal())]),
  );
  const options = { margin: 0.2, steps: 60, learningRate: 0.03, batch: { identities: 8, pictures: 4 }, seed: 1 };

  it('starts at the features as they are, turns the noise down, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const { weights, loss } = await learnProjection(features, labels, options);
    assert.equal(loss.length, 60);
    const at = (row: number, column: number): number => weights.values[row * 6 + column];
    assert.ok(Math.abs(at(4, 4)) < 0.5 * Math.abs(at(0, 0)), `${at(4, 4)}, ${at(0, 0)}`);
    const after = pairDistances(await projected(features, weights), labels).separation.dPrime;
    const first = pairDistances(features, labels).separation.dPrime;
    assert.ok(after > first + 0.5, `${first} → ${after}`);
    assert.equal(tf.memory().numTensors, before);
  });

  it('is the same for the same seed', async () => {
    const few = { ...options, steps: 3 };
    assert.deepEqual((await learnProjection(features, labels, few)).loss, (await learnProjection(features, labels, few)).loss); // prettier-ignore
  });
});
