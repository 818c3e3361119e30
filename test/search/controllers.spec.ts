import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  halvingRungs,
  policyAfter,
  randomSearch,
  reinforce,
  successiveHalving,
  type Controller,
  type Trial,
} from '../../src/search/controllers';
import { randomChoice, sizeOfSpace, type Choice, type Space } from '../../src/search/space';
import { seeded } from '../../src/base/random';

const space: Space = { a: [0, 1, 2, 3], b: [0, 1, 2, 3, 4], c: [0, 1] };

/** Highest, 1, at a = 2, b = 4, c = 1. */
const rewardOf = ({ a, b, c }: Choice): number => 1 - 0.2 * Math.abs(a - 2) - 0.1 * (4 - b) - 0.2 * (1 - c);

function played(controller: Controller, trials: number, noise = 0, seed = 1): Trial[] {
  const earlier: Trial[] = [];
  for (let trial = 0; trial < trials; trial++) {
    const proposal = controller(trial, earlier);
    const random = seeded(seed, 'noise', trial);
    earlier.push({ ...proposal, reward: rewardOf(proposal.choice) + (noise / proposal.budget) * random.normal() });
  }
  return earlier;
}

const mean = (trials: Trial[]): number => trials.reduce((sum, { choice }) => sum + rewardOf(choice), 0) / trials.length;

describe('a space', () => {
  it('has the product of its axes as choices, each as likely', () => {
    assert.equal(sizeOfSpace(space), 40);
    const counts = new Map<string, number>();
    for (let i = 0; i < 4000; i++) {
      const key = JSON.stringify(randomChoice(space, seeded(1, i)));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    assert.equal(counts.size, 40);
    for (const count of counts.values()) assert.ok(count > 50 && count < 160, `${count}`);
  });

  it('is refused without axes or with an axis without numbers', () => {
    assert.throws(() => randomSearch({}, { seed: 1 }), /nothing to search over: give the space at least one axis/);
    assert.throws(() => reinforce({ a: [] }, { seed: 1 }), /axis a has the values \[\]: give at least one/);
    assert.throws(() => reinforce({ a: [NaN] }, { seed: 1 }), /all of them finite numbers/);
  });
});

describe('REINFORCE', () => {
  it('follows its equation', () => {
    const two: Space = { a: [10, 20] };
    const trials = [
      { choice: { a: 10 }, budget: 1, reward: 0.5 },
      { choice: { a: 20 }, budget: 1, reward: 0.7 },
    ];
    // The first reward is the baseline: nothing moves. The second is 0.2 above it, and sigma = 0.2 / √2.
    assert.deepEqual(policyAfter(two, trials.slice(0, 1)), { a: [0.5, 0.5] });
    const step = 0.3 * Math.SQRT2 * 0.5;
    const [low, high] = policyAfter(two, trials).a;
    assert.ok(Math.abs(high - Math.exp(step) / (Math.exp(step) + Math.exp(-step))) < 1e-12);
    assert.ok(Math.abs(low + high - 1) < 1e-12);
  });

  it('does not care how rewards are scaled or shifted', () => {
    const trials = played(randomSearch(space, { seed: 3 }), 60);
    const scaled = trials.map((trial) => ({ ...trial, reward: 40 * trial.reward - 7 }));
    const [policy, other] = [policyAfter(space, trials), policyAfter(space, scaled)];
    for (const name of Object.keys(space))
      policy[name].forEach((chance, value) => assert.ok(Math.abs(chance - other[name][value]) < 1e-9));
  });

  it('finds what is good in the presence of noise, for most seeds, where chance does not', () => {
    let better = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const learnt = played(reinforce(space, { seed }), 200, 0.05, seed);
      const chance = played(randomSearch(space, { seed }), 200, 0.05, seed);
      if (mean(learnt.slice(-40)) > mean(chance.slice(-40)) + 0.2) better++;
    }
    assert.ok(better >= 18, `${better} of 20`);
  });

  it('looks at complete rounds only, so that the trials of one can run side by side', () => {
    const controller = reinforce(space, { seed: 2, round: 4 });
    const trials = played(controller, 12);
    const changed = trials.map((trial, index) => (index >= 8 ? { ...trial, reward: 99 } : trial));
    assert.deepEqual(controller(11, trials.slice(0, 11)), controller(11, changed.slice(0, 11)));
    assert.deepEqual(controller(8, trials.slice(0, 8)), trials[8] && { choice: trials[8].choice, budget: 1 });
  });

  it('is the same search from the same seed, and another from another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (seed) => {
        assert.deepEqual(played(reinforce(space, { seed }), 20), played(reinforce(space, { seed }), 20));
      }),
      { numRuns: 10 },
    );
    assert.notDeepEqual(played(reinforce(space, { seed: 1 }), 20), played(reinforce(space, { seed: 2 }), 20));
  });

  it('refuses trials that do not belong to the space', () => {
    const trial = { choice: { a: 7, b: 0, c: 0 }, budget: 1, reward: 1 };
    assert.throws(() => policyAfter(space, [trial]), /Trial 0 has a = 7, expected one of 0, 1, 2, 3/);
    assert.throws(
      () => policyAfter(space, [{ ...trial, choice: { a: 0, b: 0, c: 0 }, reward: NaN }]),
      /reward of trial 0 is NaN/,
    );
    assert.throws(() => reinforce(space, { seed: 1, round: 0 }), /A round of 0 trials is none/);
  });
});

describe('successive halving', () => {
  it('has rungs that cost the same', () => {
    assert.deepEqual(halvingRungs({ first: 9, factor: 3, rungs: 3 }), [
      { trials: 9, budget: 1 / 9 },
      { trials: 3, budget: 1 / 3 },
      { trials: 1, budget: 1 },
    ]);
    assert.throws(() => halvingRungs({ first: 8, factor: 3, rungs: 3 }), /choices enough for one on the last rung/);
  });

  it('keeps the best of each rung, the first of equals', () => {
    const rungs = halvingRungs({ first: 9, factor: 3, rungs: 3 });
    const controller = successiveHalving(space, { seed: 4, rungs });
    const trials = played(controller, 13);
    const best = (from: Trial[], count: number): Choice[] =>
      from.slice().sort((x, y) => y.reward - x.reward).slice(0, count).map(({ choice }) => choice); // prettier-ignore
    assert.deepEqual(trials.slice(9, 12).map(({ choice }) => choice), best(trials.slice(0, 9), 3)); // prettier-ignore
    assert.deepEqual(trials[12].choice, best(trials.slice(9, 12), 1)[0]);
    assert.equal(trials[12].budget, 1);
    assert.throws(() => controller(13, trials), /no trial 13/);
  });
});
