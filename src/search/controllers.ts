import { expect } from '../base/errors';
import { seeded } from '../base/random';
import { expectSpace, randomChoice, type Choice, type Space } from './space';

/** What a controller asks for: a choice, trained with a share in (0, 1] of the full number of steps. */
export interface Proposal {
  choice: Choice;
  budget: number;
}

/** A trial that is over. */
export interface Trial extends Proposal {
  reward: number;
}

/**
 * Says what to try next: trial number 0, 1, 2 … after all earlier ones, in their order. A plain function of what it is given, so
 * that a search goes on from its records, and so that trials which do not look at each other can run side by side.
 */
export type Controller = (trial: number, earlier: readonly Trial[]) => Proposal;

/** Every choice as likely, whatever came before. The baseline that a controller has to beat. */
export function randomSearch(space: Space, { seed }: { seed: number }): Controller {
  expectSpace(space);
  return (trial) => ({ choice: randomChoice(space, seeded(seed, 'random search', trial)), budget: 1 });
}

/** The settings of {@link reinforce}. */
export interface ReinforceOptions {
  seed: number;
  /** Trials that are proposed from one policy and can run side by side. Default 8. */
  round?: number;
  /** How far one trial moves the policy. Default 0.3. */
  rate?: number;
  /** How much of the moving baseline stays from trial to trial, in [0, 1). Default 0.9. */
  memory?: number;
}

/** For each axis the probability of each of its values. */
export type Policy = Record<string, number[]>;

/**
 * REINFORCE (Williams, 1992) on a policy that draws each axis by itself, pi(a) = Π_i softmax(l_i)_{a_i}. After each trial with
 * reward R, for the chosen value a of each axis and every value v:
 *
 *     l_v ← l_v + rate · (R − b) / sigma · (1[v = a] − softmax(l)_v),     b ← memory · b + (1 − memory) · R
 *
 * b is the moving baseline, the first reward at the start; sigma the root mean square of all R − b so far, so that the rate does not depend on
 * how rewards are scaled. The policy of a trial looks at complete rounds only. It does not learn which values go together.
 */
export function reinforce(space: Space, options: ReinforceOptions): Controller {
  expectSpace(space);
  const { seed, round = 8 } = options;
  expect(Number.isInteger(round) && round >= 1, `A round of ${round} trials is none: give a whole number from 1.`);
  return (trial, earlier) => {
    const policy = policyAfter(space, earlier.slice(0, Math.floor(trial / round) * round), options);
    const random = seeded(seed, 'reinforce', trial);
    const choice = Object.fromEntries(
      Object.entries(space).map(([name, values]) => [name, values[drawn(policy[name], random.next())]]),
    );
    return { choice, budget: 1 };
  };
}

/**
 * The policy that REINFORCE has after some trials; before the first, every value is as likely.
 *
 * @throws InputError for a trial whose choice the space does not have, or a reward that is not finite
 */
export function policyAfter(
  space: Space,
  trials: readonly Trial[],
  { rate = 0.3, memory = 0.9 }: Omit<ReinforceOptions, 'seed'> = {},
): Policy {
  const logits = Object.fromEntries(Object.entries(space).map(([name, values]) => [name, values.map(() => 0)]));
  let [baseline, squares] = [trials[0]?.reward ?? 0, 0];
  trials.forEach(({ choice, reward }, index) => {
    expect(Number.isFinite(reward), `The reward of trial ${index} is ${reward}, expected a finite number.`);
    const error = reward - baseline;
    squares += error * error;
    const advantage = squares === 0 ? 0 : error / Math.sqrt(squares / (index + 1));
    baseline = memory * baseline + (1 - memory) * reward;
    for (const [name, values] of Object.entries(space)) {
      const chosen = values.indexOf(choice[name]);
      expect(chosen >= 0, `Trial ${index} has ${name} = ${choice[name]}, expected one of ${values.join(', ')}.`);
      const chances = softmax(logits[name]);
      chances.forEach((chance, value) => {
        logits[name][value] += rate * advantage * ((value === chosen ? 1 : 0) - chance);
      });
    }
  });
  return Object.fromEntries(Object.entries(logits).map(([name, values]) => [name, softmax(values)]));
}

/** One rung of {@link successiveHalving}: so many choices with such a share of the steps. */
export interface Rung {
  trials: number;
  budget: number;
}

/** How {@link halvingRungs} falls. */
export interface Halving {
  /** Choices on the first rung. */
  first: number;
  /** From rung to rung so many times fewer choices, with so many times the steps. */
  factor: number;
  rungs: number;
}

/** Rungs that cost about the same; the last has the whole budget. */
export function halvingRungs({ first, factor, rungs }: Halving): Rung[] {
  expect(
    factor > 1 && Number.isInteger(rungs) && rungs >= 1 && first >= factor ** (rungs - 1),
    `${rungs} rungs from ${first} choices by ${factor}: give a factor above 1, and choices enough for one on the last rung.`,
  );
  return Array.from({ length: rungs }, (_, rung) => ({
    trials: Math.floor(first / factor ** rung + 1e-9),
    budget: factor ** (rung + 1 - rungs),
  }));
}

/**
 * Successive halving (Jamieson and Talwalkar, AISTATS 2016): many random choices with few steps, then the best of them with more,
 * and so on. What is best after few steps need not be best after many.
 */
export function successiveHalving(space: Space, { seed, rungs }: { seed: number; rungs: readonly Rung[] }): Controller {
  expectSpace(space);
  return (trial, earlier) => {
    let start = 0;
    for (const [rung, { trials, budget }] of rungs.entries()) {
      if (trial >= start + trials) {
        start += trials;
        continue;
      }
      if (rung === 0) return { choice: randomChoice(space, seeded(seed, 'successive halving', trial)), budget };
      const before = earlier.slice(start - rungs[rung - 1].trials, start);
      const best = before.slice().sort((a, b) => b.reward - a.reward);
      return { choice: best[trial - start].choice, budget };
    }
    throw new RangeError(`The rungs have ${start} trials, so there is no trial ${trial}.`);
  };
}

function softmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** The value whose share of [0, 1) holds `at`. */
function drawn(chances: readonly number[], at: number): number {
  let below = 0;
  const found = chances.findIndex((chance) => at < (below += chance));
  return found < 0 ? chances.length - 1 : found;
}
