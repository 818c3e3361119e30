import { expect } from '../base/errors';

/** The learning rate at a step, counted from 0. */
export type Schedule = (step: number) => number;

/** The same learning rate throughout. */
export function constant(rate: number): Schedule {
  return () => rate;
}

/** `rate · factor^k` after k of the given steps have passed, as in most papers of the course. */
export function stepDecay(rate: number, steps: number[], factor = 0.1): Schedule {
  return (step) => rate * factor ** steps.filter((drop) => step >= drop).length;
}

/** From `rate` to 0 along half a cosine: rate · (1 + cos(pi · step / steps)) / 2. Loshchilov & Hutter, ICLR 2017, without restarts. */
export function cosineDecay(rate: number, steps: number): Schedule {
  expect(steps > 0, `A cosine schedule over ${steps} steps was asked for: the number must be positive.`);
  return (step) => (rate * (1 + Math.cos((Math.PI * Math.min(step, steps)) / steps))) / 2;
}

/** Rises in a straight line over the first steps, then follows the schedule. Large learning rates need it at the start. */
export function warmup(steps: number, then: Schedule): Schedule {
  return (step) => then(step) * Math.min(1, (step + 1) / steps);
}
