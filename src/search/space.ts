import { expect } from '../base/errors';
import type { Random } from '../base/random';

/** What is searched over: for each name the values that may be chosen. */
export type Space = Readonly<Record<string, readonly number[]>>;

/** One value for each name. */
export type Choice = Record<string, number>;

/** The three spaces of the comprehensive search (Zhang et al., ECCV 2022), discretised. */
export const searchSpaces = {
  /** Cosines: 1 merges nobody, −1 drops nothing. See `mergeClasses` and `filterClasses`. */
  data: {
    mergeThreshold: [1, 0.95, 0.9, 0.85, 0.8, 0.75],
    filterThreshold: [-1, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
  },
  /** cos(m1·theta + m2) − m3 for the own class, the scale of the own class, and that of the others as a multiple of it. */
  loss: {
    m1: [1, 1.1, 1.2, 1.35],
    m2: [0, 0.1, 0.2, 0.3, 0.4, 0.5],
    m3: [0, 0.1, 0.2, 0.3, 0.4],
    scale: [8, 12, 16, 24, 32, 48, 64],
    negativeRatio: [0.8, 0.9, 1, 1.1, 1.25],
  },
  /** Residual blocks a stage; the widths follow from the budget of multiply-adds. */
  backbone: { blocks: [1, 2, 3, 4] },
} satisfies Record<string, Space>;

/** What a hand would pick: everything as it came, ArcFace with the usual margin, the network of the lessons. */
export const handPicked: Choice = {
  ...{ mergeThreshold: 1, filterThreshold: -1 },
  ...{ m1: 1, m2: 0.3, m3: 0, scale: 32, negativeRatio: 1 },
  ...{ blocks: 1 },
};

/** How many choices a space has: the product of its axes' sizes. */
export function sizeOfSpace(space: Space): number {
  return Object.values(space).reduce((product, values) => product * values.length, 1);
}

/** Each value of each axis as likely. */
export function randomChoice(space: Space, random: Random): Choice {
  expectSpace(space);
  return Object.fromEntries(Object.entries(space).map(([name, values]) => [name, random.pick(values)]));
}

/** Throws an InputError for a space without axes or an axis without values. */
export function expectSpace(space: Space): void {
  const axes = Object.entries(space);
  expect(axes.length > 0, 'There is nothing to search over: give the space at least one axis.');
  for (const [name, values] of axes) {
    expect(
      values.length > 0 && values.every(Number.isFinite),
      `The axis ${name} has the values [${values.join(', ')}]: give at least one, all of them finite numbers.`,
    );
  }
}
