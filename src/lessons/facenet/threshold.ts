import type { Matrix } from '../../base/matrix';
import { rocOfDistances } from '../../evaluation/verification/roc';
import { allPairs, pairSimilarities } from '../../evaluation/verification/pairs';

/** Squared distances of pairs, and 1 where both pictures are of one person. */
export interface SquaredPairDistances {
  d2: number[];
  same: Uint8Array;
}

/**
 * Squared distances of unit vectors for every pair of the pictures, |z − z'|² = 2 − 2 cos(x, x') from 0 to 4. Memory grows with the
 * square of the number of pictures.
 *
 * @param embeddings x [count, dim], of any length
 * @param labels [count]
 */
export function squaredPairDistances(embeddings: Matrix, labels: ArrayLike<number>): SquaredPairDistances {
  const pairs = allPairs(labels);
  return { d2: Array.from(pairSimilarities(embeddings, pairs), (cosine) => 2 - 2 * cosine), same: pairs.same };
}

/** The distances of one kind of pairs. */
export function ofKind({ d2, same }: SquaredPairDistances, isSame: boolean): number[] {
  return d2.filter((_, pair) => Boolean(same[pair]) === isSame);
}

/** What a threshold accepts: the share of the pairs of two people (FAR) and of one (TAR) with d² at most as large. */
export function acceptedAt(distances: SquaredPairDistances, threshold: number): { far: number; tar: number } {
  const share = (values: number[]): number => values.filter((value) => value <= threshold).length / values.length;
  return { far: share(ofKind(distances, false)), tar: share(ofKind(distances, true)) };
}

/** The ROC of pairs as a line of `rocCurves`. */
export function rocLine(
  name: string,
  { d2, same }: SquaredPairDistances,
): { name: string; far: Float64Array; tar: Float64Array } {
  const { fpr, tpr } = rocOfDistances(d2, same);
  return { name, far: fpr, tar: tpr };
}
