import { InputError } from '../../base/errors';

/**
 * How a class-weight loss decides. Every rule but `softmax` compares angles only: the own class is given the target
 * logit below, all others keep cos theta_j, and training asks that the own one still wins.
 *
 *     modified      cos theta
 *     sphereface    psi(theta) = (−1)^k cos(m theta) − 2k,  theta in [k pi / m, (k + 1) pi / m]
 *     cosface       cos theta − margin
 *     arcface       cos(theta + margin); with `monotone` cos theta − margin sin(margin) where theta + margin > pi
 *     combined      cos(m1 theta + m2) − m3
 *
 * Margins that are added to angles are in radians.
 */
export type DecisionRule =
  | { kind: 'softmax' }
  | { kind: 'modified' }
  | { kind: 'sphereface'; m: number }
  | { kind: 'cosface'; margin: number }
  | { kind: 'arcface'; margin: number; monotone?: boolean }
  | { kind: 'combined'; m1: number; m2: number; m3: number };

/** The target logit at an angle in radians, before the scale; for `softmax` that of unit vectors, cos theta. */
export function targetLogit(theta: number, rule: DecisionRule): number {
  switch (rule.kind) {
    case 'softmax':
    case 'modified':
      return Math.cos(theta);
    case 'sphereface':
      return psiOf(theta, rule.m);
    case 'cosface':
      return Math.cos(theta) - rule.margin;
    case 'arcface':
      return rule.monotone === true && theta + rule.margin > Math.PI
        ? Math.cos(theta) - rule.margin * Math.sin(rule.margin)
        : Math.cos(theta + rule.margin);
    case 'combined':
      return Math.cos(rule.m1 * theta + rule.m2) - rule.m3;
  }
}

/** psi(theta) = (−1)^k cos(m theta) − 2k with k = floor(m theta / pi): cos(m theta) made to fall all the way to pi. */
export function psiOf(theta: number, m: number): number {
  const k = Math.min(m - 1, Math.floor((m * theta) / Math.PI));
  return (k % 2 === 0 ? 1 : -1) * Math.cos(m * theta) - 2 * k;
}

/**
 * The largest margin that `classes` classes, spread evenly on a circle, can all satisfy: neighbours are 2 pi / C apart,
 * and a feature exactly on its class weight must still win, so
 *
 *     cosface   margin ≤ 1 − cos(2 pi / C)
 *     arcface   margin ≤ 2 pi / C   (radians)
 *
 * In more than two dimensions there is more room. Throws for fewer than two classes.
 */
export function feasibleMargin(kind: 'cosface' | 'arcface', classes: number): number {
  if (!(Number.isInteger(classes) && classes >= 2))
    throw new InputError(`A margin separates at least two classes, but classes is ${classes}.`);
  const step = (2 * Math.PI) / classes;
  return kind === 'cosface' ? 1 - Math.cos(step) : step;
}

/** Whether `classes` classes on a circle can all satisfy the rule: the target logit at theta = 0 reaches cos(2 pi / C). */
export function isFeasible(rule: DecisionRule, classes: number): boolean {
  // Beyond pi the cosine rises again, so that the target logit alone would call a larger margin an easier one.
  const added = rule.kind === 'arcface' ? rule.margin : rule.kind === 'combined' ? rule.m2 : 0;
  return added <= Math.PI && targetLogit(0, rule) >= Math.cos((2 * Math.PI) / classes) - 1e-12;
}

/**
 * Where a class ends by the margin: the angle from its weight at which the target logit meets cos theta of a neighbour whose weight
 * is `between` away. 0 where even the weight itself is not enough: then no embedding keeps the margin.
 */
export function boundaryAngle(rule: DecisionRule, between: number): number {
  const holds = (theta: number): boolean => targetLogit(theta, rule) >= Math.cos(between - theta);
  let [low, high] = [0, between];
  if (!holds(low)) return 0;
  for (let halving = 0; halving < 40; halving++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * The rule with the margin whose boundary passes through a point at the angle `own` from its class weight and `other` from the neighbour's:
 * the inverse of {@link boundaryAngle}. Of the combined rule m2 changes; SphereFace's m is rounded to a whole number from 1. Margins below
 * 0 become 0. Rules without a margin are returned as they are.
 */
export function ruleThrough(rule: DecisionRule, own: number, other: number): DecisionRule {
  switch (rule.kind) {
    case 'sphereface':
      return { ...rule, m: Math.max(1, Math.round(other / Math.max(own, 1e-6))) };
    case 'cosface':
      return { ...rule, margin: Math.max(0, Math.cos(own) - Math.cos(other)) };
    case 'arcface':
      return { ...rule, margin: Math.max(0, other - own) };
    case 'combined': {
      const target = Math.acos(Math.max(-1, Math.min(1, Math.cos(other) + rule.m3)));
      return { ...rule, m2: Math.max(0, target - rule.m1 * own) };
    }
    default:
      return rule;
  }
}

/** The rule's name with its margins, for titles. */
export function ruleName(rule: DecisionRule): string {
  switch (rule.kind) {
    case 'softmax':
      return 'softmax';
    case 'modified':
      return 'modified softmax';
    case 'sphereface':
      return `A-softmax, m = ${rule.m}`;
    case 'cosface':
      return `CosFace, m = ${rule.margin}`;
    case 'arcface':
      return `ArcFace, m = ${rule.margin}${rule.monotone === true ? ', monotone' : ''}`;
    case 'combined':
      return `combined, m = (${rule.m1}, ${rule.m2}, ${rule.m3})`;
  }
}

/** What a circle leaves room for, in words: `at most 0.29 for 8 classes on a circle`. */
export function feasibilityNote(rule: DecisionRule, classes: number): string {
  if (rule.kind === 'cosface' || rule.kind === 'arcface') {
    const limit = `feasible: m ≤ ${feasibleMargin(rule.kind, classes).toFixed(2)} for ${classes} classes`;
    return isFeasible(rule, classes) ? limit : `<b>too large</b>, ${limit}`;
  }
  if (rule.kind === 'combined') {
    return isFeasible(rule, classes) ? `feasible for ${classes} classes` : `<b>too large</b> for ${classes} classes`;
  }
  return rule.kind === 'sphereface' && rule.m > 1 ? 'any m can be kept' : 'no margin';
}
