import type { Matrix } from '../../base/matrix';
import { rowOf } from '../../base/matrix';
import type { AuditedLabel } from './audit';

/** A flipped picture that was repaired to a third person, and how near that person is to its own. */
export interface Mistake extends AuditedLabel {
  /** Which of the other classes, nearest first and counted from 1, the wrong one is, seen from the true one's class weight. */
  rank: number;
}

/**
 * Flipped pictures that the rule gave to a third person. Among the classes sorted by the cosine of their weights to that of the true
 * class, a rank of 1 says that the third person is the one whom the network finds most like the true one.
 *
 * @param weights of the head, [classes, dim]
 */
export function mistakesOf(labels: AuditedLabel[], weights: Matrix): Mistake[] {
  const wrong = labels.filter(
    ({ kind, given, truth, corrected }) => kind === 'flipped' && corrected !== given && corrected !== truth,
  );
  return wrong.map((one) => ({ ...one, rank: rankOf(one.truth, one.corrected, weights) }));
}

/** 1 + how many classes other than `of` are nearer to it than `other` is. */
function rankOf(of: number, other: number, weights: Matrix): number {
  const toOther = cosine(weights, of, other);
  let nearer = 0;
  for (let j = 0; j < weights.rows; j++) {
    if (j !== of && j !== other && cosine(weights, of, j) > toOther) nearer++;
  }
  return nearer + 1;
}

function cosine(weights: Matrix, a: number, b: number): number {
  const [x, y] = [rowOf(weights, a), rowOf(weights, b)];
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}

function dot(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return Array.from(x).reduce((sum, value, d) => sum + value * y[d], 0);
}
