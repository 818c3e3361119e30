import { Matrix } from '../../base/matrix';
import { allPairs, pairSimilarities } from '../../evaluation/verification/pairs';
import { dPrime, Separation } from '../../evaluation/verification/separation';

/** Euclidean distances of unit vectors, of pairs of one person and of two, and how far the two heaps lie apart. */
export interface PairDistances {
  same: number[];
  different: number[];
  separation: Separation;
}

/**
 * The distances that contrastive and triplet losses work on, for every pair i < j of the pictures:
 *
 *     d_ij = |z_i − z_j| = √(2 − 2 cos(x_i, x_j)),   z = x / |x|
 *
 * from 0 (same direction) to 2 (opposite). Memory grows with the square of the number of pictures.
 *
 * @param embeddings x [count, dim], of any length
 * @param labels [count]
 * @throws InputError when there are no pairs of one kind, or labels do not fit
 */
export function pairDistances(embeddings: Matrix, labels: ArrayLike<number>): PairDistances {
  const pairs = allPairs(labels);
  const distances = pairSimilarities(embeddings, pairs).map((cosine) => Math.sqrt(Math.max(0, 2 - 2 * cosine)));
  const ofKind = (kind: number): number[] => Array.from(distances.filter((_, pair) => pairs.same[pair] === kind));
  return { same: ofKind(1), different: ofKind(0), separation: dPrime(distances, pairs.same) };
}
