import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seeded } from '../../../src/base/random';
import { allowedFalseAccepts, wilsonInterval } from '../../../src/evaluation/verification/operating-point';
import { dPrime } from '../../../src/evaluation/verification/separation';
import { equalErrorRate, roc } from '../../../src/evaluation/verification/roc';
import { tarAtFar } from '../../../src/evaluation/verification/tar-at-far';
import { tenFoldAccuracy } from '../../../src/evaluation/verification/folds';

/** Pairs with many ties: similarities on a coarse grid, at least one pair of each kind. */
const tiedPairs = fc
  .tuple(
    fc.array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.boolean()), { maxLength: 60 }),
    fc.integer({ min: 1, max: 9 }),
  )
  .map(([pairs, divisor]) => ({
    similarities: [...pairs.map(([level]) => level / divisor), 0.25, -0.25],
    same: [...pairs.map(([, same]) => same), true, false],
  }));

const freePairs = fc
  .array(fc.tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.boolean()), { maxLength: 60 })
  .map((pairs) => ({
    similarities: [...pairs.map(([similarity]) => similarity), 1, 0],
    same: [...pairs.map(([, same]) => same), true, false],
  }));

const options = { seed: 4, numRuns: 300 };

describe('TAR at FAR', () => {
  /** The definition, word for word: try every candidate. */
  function naive(similarities: number[], same: boolean[], target: number) {
    const genuine = similarities.filter((_, pair) => same[pair]);
    const impostors = similarities.filter((_, pair) => !same[pair]);
    const candidates = [...new Set(similarities), Infinity].sort((a, b) => a - b);
    const accepted = (heap: number[], threshold: number): number => heap.filter((value) => value >= threshold).length;
    const threshold = candidates.find((candidate) => accepted(impostors, candidate) / impostors.length <= target)!;
    return { threshold, falseAccepts: accepted(impostors, threshold), trueAccepts: accepted(genuine, threshold) };
  }

  for (const [name, pairs] of Object.entries({ ties: tiedPairs, 'any numbers': freePairs })) {
    it(`is what trying every candidate gives, with ${name}`, () => {
      const target = fc.oneof(fc.constantFrom(0.001, 0.1, 0.5, 1), fc.double({ min: 0.001, max: 1, noNaN: true }));
      fc.assert(
        fc.property(pairs, fc.array(target, { minLength: 1, maxLength: 4 }), ({ similarities, same }, fars) => {
          const rows = tarAtFar(similarities, same, fars);
          const found = rows.map(({ threshold, falseAccepts, trueAccepts }) => ({
            threshold,
            falseAccepts,
            trueAccepts,
          }));
          assert.deepEqual(
            found,
            fars.map((far) => naive(similarities, same, far)),
          );
        }),
        options,
      );
    });
  }

  it('refuses, with a sentence, a rate below one error in all impostor pairs', () => {
    const same = Array.from({ length: 25 }, (_, pair) => pair < 5);
    const [supported, refused] = tarAtFar(
      same.map((one, pair) => (one ? 1 : pair / 100)),
      same,
      [0.05, 0.01],
    );
    assert.equal(supported.refusal, undefined);
    assert.equal(
      refused.refusal,
      'FAR 0.01 cannot be measured on 20 impostor pairs, where one error is already 0.05: ' +
        'use at least 100 impostor pairs, or a FAR of at least 0.05.',
    );
  });

  it('takes 100,000 equal similarities, and all kinds of lists', () => {
    const similarities = new Float32Array(100_000).fill(0.5);
    const same = Uint8Array.from(similarities, (_, pair) => pair % 2);
    const [row] = tarAtFar(similarities, same, [0.5]);
    assert.deepEqual([row.threshold, row.falseAccepts, row.trueAccepts], [Infinity, 0, 0]);
    const [all] = tarAtFar(similarities, same, [1]);
    assert.deepEqual([all.threshold, all.falseAccepts, all.trueAccepts], [0.5, 50_000, 50_000]);
  });

  it('allows exactly the false accepts that the division allows', () => {
    assert.equal(allowedFalseAccepts(0.1, 20), 2);
    assert.equal(allowedFalseAccepts(0.001, 999), 0);
    assert.equal(allowedFalseAccepts(0.29, 100), 29); // 0.29 · 100 is 28.999999999999996
    assert.equal(allowedFalseAccepts(1, 7), 7);
  });
});

describe('the ROC', () => {
  it('never falls, starts at nothing and ends at everything', () => {
    fc.assert(
      fc.property(tiedPairs, ({ similarities, same }) => {
        const { thresholds, fpr, tpr, auc, eer } = roc(similarities, same);
        assert.deepEqual([thresholds[0], fpr[0], tpr[0]], [Infinity, 0, 0]);
        assert.deepEqual([fpr.at(-1), tpr.at(-1)], [1, 1]);
        for (let i = 1; i < thresholds.length; i++) {
          assert.ok(thresholds[i] < thresholds[i - 1] && fpr[i] >= fpr[i - 1] && tpr[i] >= tpr[i - 1]);
        }
        assert.ok(auc >= 0 && auc <= 1 && eer >= 0 && eer <= 1);
      }),
      options,
    );
  });

  it('has the area that counting all pairs of pairs gives, ties half', () => {
    fc.assert(
      fc.property(tiedPairs, ({ similarities, same }) => {
        let wins = 0;
        let games = 0;
        similarities.forEach((genuine, i) => {
          similarities.forEach((impostor, j) => {
            if (!same[i] || same[j]) return;
            games++;
            wins += genuine > impostor ? 1 : genuine === impostor ? 0.5 : 0;
          });
        });
        assert.ok(Math.abs(roc(similarities, same).auc - wins / games) < 1e-12);
      }),
      options,
    );
  });

  it('by hand: two of three right at the best', () => {
    const { thresholds, fpr, tpr, auc } = roc([0.9, 0.8, 0.3, 0.1], [true, false, true, false]);
    assert.deepEqual(Array.from(thresholds), [Infinity, 0.9, 0.8, 0.3, 0.1]);
    assert.deepEqual(Array.from(fpr), [0, 0, 0.5, 0.5, 1]);
    assert.deepEqual(Array.from(tpr), [0, 0.5, 0.5, 1, 1]);
    assert.equal(auc, 0.75);
    assert.equal(equalErrorRate([0.9, 0.8, 0.3, 0.1], [true, false, true, false]), 0.5);
  });
});

describe('accuracy over folds', () => {
  it('is what trying every threshold gives', () => {
    fc.assert(
      fc.property(tiedPairs, fc.integer({ min: 2, max: 5 }), fc.integer(), ({ similarities, same }, count, seed) => {
        const folds = seeded(seed).shuffle(similarities.map((_, pair) => pair % count));
        const right = (threshold: number, keep: (fold: number) => boolean): number[] =>
          similarities.flatMap((s, pair) => (keep(folds[pair]) ? [s >= threshold === same[pair] ? 1 : 0] : []));
        const mean = (list: number[]): number => list.reduce((total, one) => total + one, 0) / list.length;
        const result = tenFoldAccuracy(similarities, same, folds);
        [...new Set(folds)].sort().forEach((fold, at) => {
          const levels = [...new Set(similarities.filter((_, pair) => folds[pair] !== fold))].sort((a, b) => a - b);
          const between = levels.slice(1).map((level, i) => (level + levels[i]) / 2);
          const candidates = [levels[0] - 1, ...between, levels.at(-1)! + 1];
          const scores = candidates.map((threshold) => mean(right(threshold, (other) => other !== fold)));
          const best = scores.indexOf(Math.max(...scores));
          assert.equal(result.thresholds[at], candidates[best]);
          assert.equal(result.trainingAccuracies[at], scores[best]);
          assert.equal(result.accuracies[at], mean(right(candidates[best], (other) => other === fold)));
        });
      }),
      { ...options, numRuns: 150 },
    );
  });

  it('separates neighbouring floating-point numbers', () => {
    const low = 1;
    const high = 1 + Number.EPSILON;
    const { accuracies } = tenFoldAccuracy([low, high, low, high], [false, true, false, true], [0, 0, 1, 1]);
    assert.deepEqual(accuracies, [1, 1]);
  });
});

describe('d′ and the Wilson interval', () => {
  it('d′ by hand: means 3 and 0, variances 1 and 1', () => {
    assert.equal(dPrime([2, 4, -1, 1], [true, true, false, false]).dPrime, 3);
    assert.equal(dPrime([1, 1, 0], [true, true, false]).dPrime, Infinity);
    assert.equal(dPrime([1, 1, 1], [true, true, false]).dPrime, 0);
  });

  it('the interval holds the share, stays in [0, 1] and shrinks with the trials', () => {
    for (const share of [0, 0.1, 0.5, 1]) {
      const widths = [10, 100, 1000].map((trials) => {
        const [low, high] = wilsonInterval(share * trials, trials);
        assert.ok(low >= 0 && high <= 1 && low <= share + 1e-12 && high >= share - 1e-12);
        return high - low;
      });
      assert.ok(widths[0] > widths[1] && widths[1] > widths[2]);
    }
  });
});
