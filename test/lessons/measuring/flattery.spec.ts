import assert from 'node:assert/strict';
import { seeded } from '../../../src/base/random';
import { bestOfSeveral, bestThreshold, thresholdFlattery } from '../../../src/lessons/measuring/flattery';

describe('ways to fool yourself', () => {
  it('the best threshold is that of most right decisions', () => {
    assert.deepEqual(bestThreshold([0.1, 0.4, 0.6, 0.9], [0, 1, 0, 1]), { threshold: 0.9, accuracy: 0.75 });
    assert.deepEqual(bestThreshold([0.3, 0.2, 0.9], [true, false, true]), { threshold: 0.3, accuracy: 1 });
  });

  it('a threshold chosen on few test pairs flatters, on many hardly', () => {
    const random = seeded(1, 'scores');
    const same = Array.from({ length: 4000 }, (_, pair) => pair % 2);
    const similarities = same.map((kind) => kind + random.normal());
    const options = { sizes: [20, 1000], draws: 30, seed: 1 };
    const [few, many] = thresholdFlattery(similarities, same, options).map(
      ({ pairs, chosenOnTest, chosenElsewhere, added }) => {
        added.forEach((more, draw) => assert.equal(more, chosenOnTest[draw] - chosenElsewhere[draw]));
        assert.equal(added.length, 30);
        chosenOnTest.forEach((accuracy, draw) => assert.ok(accuracy >= chosenElsewhere[draw]));
        const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
        return { pairs, added: mean(chosenOnTest) - mean(chosenElsewhere), honest: mean(chosenElsewhere) };
      },
    );
    assert.deepEqual([few.pairs, many.pairs], [20, 1000]);
    assert.ok(few.added > 0.03, String(few.added));
    assert.ok(many.added < 0.01, String(many.added));
    // Two normal heaps one standard deviation apart: the best any threshold can do is Φ(1/2) = 0.691.
    assert.ok(Math.abs(many.honest - 0.691) < 0.01, String(many.honest));
    assert.deepEqual(thresholdFlattery(similarities, same, options), thresholdFlattery(similarities, same, options));
    assert.throws(() => thresholdFlattery(similarities, same, { ...options, sizes: [4000] }), /up to 3998/);
    assert.throws(() => thresholdFlattery(similarities, same, { ...options, sizes: [21] }), /even number/);
  });

  it('the best of several runs is not the one to expect', () => {
    const runs = [
      { seed: 1, validation: 0.9, test: 0.7 },
      { seed: 2, validation: 0.8, test: 0.9 },
      { seed: 3, validation: 0.7, test: 0.8 },
    ];
    const { mean, ...picked } = bestOfSeveral(runs);
    assert.deepEqual(picked, { pickedOnTest: 0.9, pickedOnValidation: 0.7 });
    assert.ok(Math.abs(mean - 0.8) < 1e-12);
    assert.throws(() => bestOfSeveral([]), /no run to pick/);
  });
});
