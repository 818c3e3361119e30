import { expect } from '../../base/errors';
import { rowOf, type Matrix } from '../../base/matrix';
import type { AngularStatistics } from '../../evaluation/angles';

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

/** The smallest angle in radians between two of some directions [count, dim]; Infinity for fewer than two. */
export function smallestAngle(directions: Matrix): number {
  let smallest = Infinity;
  for (let i = 0; i < directions.rows; i++) {
    for (let j = 0; j < i; j++) {
      smallest = Math.min(smallest, angleBetween(rowOf(directions, i), rowOf(directions, j)));
    }
  }
  return smallest;
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

/** Where a class of two-number features lies on the circle: the angle of its mean direction, and how far to each side. */
export interface Sector {
  middle: number;
  halfWidth: number;
}

/**
 * The sector of each class: its mean direction, and the angle to either side within which 95 % of its features [count, 2]
 * lie. The smallest space between two sectors is the `gap` of `angularStatistics`.
 */
export function classSectors(features: Matrix, labels: ArrayLike<number>, classes: number): Sector[] {
  expect(features.columns === 2, `Sectors lie in a plane, but the features have ${features.columns} numbers each.`);
  return Array.from({ length: classes }, (_, label) => {
    const rows = Array.from({ length: features.rows }, (__, index) => index)
      .filter((index) => labels[index] === label)
      .map((index) => rowOf(features, index));
    const sum = [0, 1].map((d) => rows.reduce((total, row) => total + row[d] / (Math.hypot(row[0], row[1]) || 1), 0));
    const angles = rows.map((row) => angleBetween(row, sum)).sort((a, b) => a - b);
    return { middle: Math.atan2(sum[1], sum[0]), halfWidth: angles[Math.ceil(0.95 * angles.length) - 1] ?? 0 };
  });
}

/** Radians as whole or tenth degrees, for text. */
export function degrees(radians: number, digits = 0): string {
  return `${((radians * 180) / Math.PI).toFixed(digits)}°`;
}

/** The angles of `angularStatistics` in words: how tight classes are, and how far apart. */
export function spreadNote({ intraClass, gap }: AngularStatistics): string {
  const apart = gap > 0 ? `gap between classes ${degrees(gap, 1)}` : `classes overlap by ${degrees(-gap, 1)}`;
  return `within a class ${degrees(intraClass, 1)}, ${apart}`;
}
