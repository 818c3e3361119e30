import { handedOver, type Handover } from '../../methods/handover';
import type { Method } from '../../methods/method';
import { methodOf, type MethodSetup } from '../../methods/setup';
import type { ToySettings } from './training';

/** Settings that all methods share. */
export const toySettings: ToySettings = {
  steps: 300,
  batch: 64,
  learningRate: 0.02,
  headRate: 0.3,
  weightDecay: 5e-4,
};

/** When the modified softmax hands over to a margin loss with a fixed scale: about the middle of training. */
function inTheMiddle(steps: number): Handover {
  return { from: 0.25, until: 0.55, steps };
}

/** A margin loss with a fixed scale, which the modified softmax hands over to about the middle of training. */
export function toyHandover(method: Method, steps: number): Method {
  return handedOver(method, inTheMiddle(steps));
}

/**
 * Methods on the 2-D toy, for so many steps. On a circle eight classes are 2 pi / 8 = 0.785 apart: the margins stay within what is
 * feasible there (ArcFace 2 pi / C = 0.785, CosFace 1 − cos(2 pi / C) = 0.293).
 */
export const toySetups: Record<string, (steps: number) => MethodSetup> = {
  deepface: () => ({ method: 'deepface' }),
  'modified-softmax': () => ({ method: 'modified-softmax' }),
  sphereface: (steps) => ({
    method: 'sphereface',
    options: { m: 4, lambda: { start: 100, end: 0.5, halving: steps / 10 } },
  }),
  cosface: (steps) => ({
    method: 'cosface',
    options: { margin: 0.2, scale: 24 },
    handover: inTheMiddle(steps),
  }),
  arcface: (steps) => ({
    method: 'arcface',
    options: { margin: 0.5, scale: 24 },
    handover: inTheMiddle(steps),
  }),
};

/** A method of the toy, ready to train for so many steps. */
export function toyMethod(name: string, steps = toySettings.steps): Method {
  return methodOf(toySetups[name](steps));
}

/** Their names in tables and figures. */
export const toyNames: Record<string, string> = {
  deepface: 'softmax',
  'modified-softmax': 'modified softmax',
  sphereface: 'A-softmax',
  cosface: 'CosFace',
  arcface: 'ArcFace',
};
