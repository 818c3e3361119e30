import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { seeded } from '../../src/base/random';
import { batchSemiHardTripletLoss, tripletLoss } from '../../src/losses/triplet';
import { semiHardTriplets } from '../../src/mining/triplets';
import { assertClose, lossAndGradients } from '../support/golden';

/** Points on a circle of radius 3. */
function onCircle(degrees: number[]): tf.Tensor2D {
  const radians = degrees.map((angle) => (angle * Math.PI) / 180);
  return tf.tensor2d(radians.map((angle) => [3 * Math.cos(angle), 3 * Math.sin(angle)]));
}

/** Squared distance of two unit vectors at this angle. */
const squared = (degrees: number): number => 2 - 2 * Math.cos((degrees * Math.PI) / 180);

describe('semi-hard triplet loss, mined on the device', () => {
  it('by hand: the closest negative behind each positive, within the margin', () => {
    // From 0°: the positive stands at 40°, negatives at 30° (hard), 45° (semi-hard), 50° (semi-hard), 90° (easy).
    // From 40°: the positive is 40° away, the negatives 10°, 5°, 10° and 50°. The negatives have no positive.
    const points = onCircle([0, 40, 30, 45, 50, 90]);
    const loss = batchSemiHardTripletLoss(points, [0, 0, 1, 2, 3, 4], { margin: 0.3 });
    const terms = [squared(40) - squared(45) + 0.3, squared(40) - squared(50) + 0.3];
    assertClose(loss.dataSync(), (terms[0] + terms[1]) / 2, 1e-5, 'loss');
    tf.dispose([points, loss]);
  });

  it('is 0, with a gradient of 0, where no pair has a semi-hard negative', () => {
    const cases = {
      'all easy': { degrees: [0, 5, 180, 185], labels: [0, 0, 1, 1] },
      'all hard': { degrees: [0, 90, 45], labels: [0, 0, 1] },
      'nobody else': { degrees: [0, 5, 10], labels: [0, 0, 0] },
      'no second picture': { degrees: [0, 5, 10], labels: [0, 1, 2] },
      'a single picture': { degrees: [0], labels: [0] },
    };
    for (const [what, { degrees, labels }] of Object.entries(cases)) {
      const points = onCircle(degrees);
      const { loss, gradients } = lossAndGradients({ points }, (x) =>
        batchSemiHardTripletLoss(x.points as tf.Tensor2D, labels, { margin: 0.2 }),
      );
      assert.equal(loss, 0, what);
      assert.ok(gradients.points.every((value) => value === 0), what); // prettier-ignore
      points.dispose();
    }
  });

  it('agrees with the triplet loss over the listed triplets, value and gradient, and leaves no tensor behind', async () => {
    const batches = fc.record({
      size: fc.integer({ min: 3, max: 40 }),
      people: fc.integer({ min: 2, max: 5 }),
      seed: fc.integer({ min: 1, max: 1e6 }),
      margin: fc.constantFrom(0.05, 0.2, 1, 4),
      isCoarse: fc.boolean(),
    });
    let withTriplets = 0;
    const property = fc.asyncProperty(batches, async ({ size, people, seed, margin, isCoarse }) => {
      const random = seeded(seed);
      const labels = Array.from({ length: size }, () => random.integer(people));
      // A coarse grid makes distances tie.
      const number = isCoarse ? () => random.integer(4) - 1.3 : () => random.normal();
      const points = tf.tensor2d(Array.from({ length: size }, () => [number(), number(), number()]));
      const before = tf.memory().numTensors;
      const triplets = await semiHardTriplets(points, labels, { margin });
      if (triplets.length > 0) withTriplets++;
      const listed = lossAndGradients({ points }, (x) => tripletLoss(x.points as tf.Tensor2D, triplets, { margin }));
      const mined = lossAndGradients({ points }, (x) =>
        batchSemiHardTripletLoss(x.points as tf.Tensor2D, labels, { margin }),
      );
      assert.equal(tf.memory().numTensors, before, 'tensors left behind');
      assert.ok(Math.abs(mined.loss - listed.loss) < 1e-5, `${mined.loss} and ${listed.loss}`);
      assert.equal(mined.gradients.points.length, listed.gradients.points.length);
      mined.gradients.points.forEach((value, i) => assert.ok(Math.abs(value - listed.gradients.points[i]) < 1e-4));
      points.dispose();
    });
    await fc.assert(property, { seed: 3, numRuns: 60, endOnFailure: true });
    assert.ok(withTriplets > 30, `only ${withTriplets} batches had a triplet`);
  });

  it('refuses a margin out of range, and a batch without pictures', () => {
    const points = onCircle([0, 1]);
    assert.throws(() => batchSemiHardTripletLoss(points, [0, 0], { margin: -0.1 }), /^InputError: margin is -0\.1/);
    assert.throws(() => batchSemiHardTripletLoss(points, [0], { margin: 0.2 }), { name: 'InputError' });
    points.dispose();
  });
});
