import { expect } from '../base/errors';
import { rowOf, type Matrix } from '../base/matrix';

/** Angle in radians between two vectors, 0 … pi; a zero vector stands at pi / 2 to everything. */
export function angleBetween(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let dot = 0;
  let squaredA = 0;
  let squaredB = 0;
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i];
    squaredA += a[i] * a[i];
    squaredB += b[i] * b[i];
  }
  const lengths = Math.sqrt(squaredA * squaredB);
  return lengths === 0 ? Math.PI / 2 : Math.acos(Math.max(-1, Math.min(1, dot / lengths)));
}

/** For each feature [count, dim] the angle to its own class weight, and to the nearest other; weights [classes, dim]. */
export function classAngles(
  features: Matrix,
  labels: ArrayLike<number>,
  weights: Matrix,
): { own: Float64Array; nearestOther: Float64Array } {
  expect(
    features.columns === weights.columns,
    `Features have ${features.columns} numbers each and weights ${weights.columns}: both need the same.`,
  );
  const own = new Float64Array(features.rows);
  const nearestOther = new Float64Array(features.rows).fill(Math.PI);
  for (let i = 0; i < features.rows; i++) {
    for (let j = 0; j < weights.rows; j++) {
      const angle = angleBetween(rowOf(features, i), rowOf(weights, j));
      if (j === labels[i]) own[i] = angle;
      else nearestOther[i] = Math.min(nearestOther[i], angle);
    }
  }
  return { own, nearestOther };
}

/** How tight classes are and how far apart, in radians; see {@link angularSpread}. */
export interface AngularSpread {
  /** Mean angle of a feature to the mean direction of its class. */
  within: number;
  /** Smallest angle between the mean directions of two classes. */
  between: number;
  /** Smallest angle between two features of different classes: 0 where classes touch. */
  gap: number;
}

/**
 * Angles within and between classes. The mean direction of a class is the normalised mean of its normalised features.
 * Looks at every pair of features: meant for toy sets of up to a few thousand.
 */
export function angularSpread(features: Matrix, labels: ArrayLike<number>): AngularSpread {
  const classes = Math.max(...Array.from(labels)) + 1;
  const means = Array.from({ length: classes }, () => new Float64Array(features.columns));
  for (let i = 0; i < features.rows; i++) {
    const row = rowOf(features, i);
    const length = Math.hypot(...row) || 1;
    row.forEach((value, axis) => (means[labels[i]][axis] += value / length));
  }
  let within = 0;
  let between = Math.PI;
  let gap = Math.PI;
  for (let i = 0; i < features.rows; i++) {
    within += angleBetween(rowOf(features, i), means[labels[i]]) / features.rows;
    for (let j = 0; j < i; j++) {
      if (labels[i] !== labels[j]) gap = Math.min(gap, angleBetween(rowOf(features, i), rowOf(features, j)));
    }
  }
  for (let a = 0; a < classes; a++) {
    for (let b = 0; b < a; b++) between = Math.min(between, angleBetween(means[a], means[b]));
  }
  return { within, between, gap };
}

/** Radians as whole or tenth degrees, for text. */
export function degrees(radians: number, digits = 0): string {
  return `${((radians * 180) / Math.PI).toFixed(digits)}°`;
}
