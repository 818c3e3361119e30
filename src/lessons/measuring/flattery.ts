import { expect } from '../../base/errors';
import { seeded } from '../../base/random';
import { roc } from '../../evaluation/verification/roc';
import { Same } from '../../evaluation/verification/pair-kinds';

/** The threshold that suits some pairs best, and the share of right decisions that it makes on these very pairs. */
export interface BestThreshold {
  threshold: number;
  accuracy: number;
}

/**
 * The accuracy on the best threshold: max_t of the share of pairs with (s >= t) = same. It is too high, because the
 * threshold was chosen on the pairs that it is judged on. Errors as in `roc` of `evaluation/verification/folds`.
 */
export function bestThreshold(similarities: ArrayLike<number>, same: Same): BestThreshold {
  const { thresholds, tpr, fpr } = roc(similarities, same);
  const genuine = Array.from(same).filter(Boolean).length;
  const impostors = same.length - genuine;
  let best: BestThreshold = { threshold: Infinity, accuracy: 0 };
  thresholds.forEach((threshold, point) => {
    const accuracy = (tpr[point] * genuine + (1 - fpr[point]) * impostors) / same.length;
    if (accuracy > best.accuracy) best = { threshold, accuracy };
  });
  return best;
}

/** What a threshold chosen on the test pairs adds; see {@link thresholdFlattery}. */
export interface Flattery {
  /** Test pairs, half of them of one person. */
  pairs: number;
  /** One value per draw: accuracy with the threshold that suits the test pairs best. */
  chosenOnTest: number[];
  /** One value per draw: accuracy of the same pairs with the threshold that suits all *other* pairs best. */
  chosenElsewhere: number[];
  /** The first less the second. */
  added: number[];
}

/**
 * How much a threshold chosen on the test pairs flatters: for each size, draws so many test pairs from those given, half of them of
 * one person, and judges them twice. The fewer the pairs, the more a threshold can be made to fit them.
 *
 * @param similarities [pairs]
 * @param same [pairs]
 * @param options sizes: even numbers of test pairs, each with pairs of both kinds to spare; draws; seed
 * @throws InputError for sizes that are odd or leave no pair over
 */
export function thresholdFlattery(
  similarities: ArrayLike<number>,
  same: Same,
  { sizes, draws, seed }: { sizes: number[]; draws: number; seed: number },
): Flattery[] {
  const all = Array.from(similarities, (_, pair) => pair);
  const [genuine, impostors] = [true, false].map((kind) => all.filter((pair) => Boolean(same[pair]) === kind));
  const spare = Math.min(genuine.length, impostors.length) - 1;
  return sizes.map((pairs) => {
    expect(
      pairs % 2 === 0 && pairs >= 2 && pairs / 2 <= spare,
      `${pairs} test pairs were asked for: pass an even number up to ${2 * spare}, so that pairs of both kinds are left over.`,
    );
    const row: Flattery = { pairs, chosenOnTest: [], chosenElsewhere: [], added: [] };
    for (let draw = 0; draw < draws; draw++) {
      const random = seeded(seed, 'flattery', pairs, draw);
      const test = new Set([genuine, impostors].flatMap((list) => random.shuffle(list).slice(0, pairs / 2)));
      const of = (kept: number[]): [number[], boolean[]] => [
        kept.map((pair) => similarities[pair]),
        kept.map((pair) => Boolean(same[pair])),
      ];
      const [tested, truth] = of([...test]);
      const { threshold } = bestThreshold(...of(all.filter((pair) => test.has(pair) === false)));
      row.chosenOnTest.push(bestThreshold(tested, truth).accuracy);
      row.chosenElsewhere.push(tested.filter((value, i) => value >= threshold === truth[i]).length / pairs);
      row.added.push(row.chosenOnTest[draw] - row.chosenElsewhere[draw]);
    }
    return row;
  });
}

/** One network's score on the test, and on other people that may be looked at: the validation. */
export interface ScoredRun {
  seed: number;
  validation: number;
  test: number;
}

/** The same runs, reported in three ways; see {@link bestOfSeveral}. */
export interface BestOfSeveral {
  /** Mean of the test scores: what another run is expected to get. */
  mean: number;
  /** The best test score: picked by looking at the test. */
  pickedOnTest: number;
  /** The test score of the run with the best validation score: the test had no say. */
  pickedOnValidation: number;
}

/** Picks one of several runs by its test score and, as it should be done, by its validation score. Throws when there is no run. */
export function bestOfSeveral(runs: ScoredRun[]): BestOfSeveral {
  expect(runs.length > 0, 'There is no run to pick: pass at least one.');
  const chosen = runs.reduce((best, run) => (run.validation > best.validation ? run : best));
  return {
    mean: runs.reduce((total, { test }) => total + test, 0) / runs.length,
    pickedOnTest: Math.max(...runs.map(({ test }) => test)),
    pickedOnValidation: chosen.test,
  };
}
