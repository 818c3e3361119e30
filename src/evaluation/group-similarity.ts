import { expect } from '../base/errors';
import type { Matrix } from '../base/matrix';
import { checkFinite, checkShape } from '../similarity/checks';
import { pairSimilarities, type Pairs } from './verification/pairs';

/**
 * GroupFace's similarity at test time, which also asks whether two pictures fall into like groups:
 * S*(i, j) = cos(v_i, v_j) − beta · |h_i − h_j|^gamma, in float64, larger = closer.
 * h is the hidden feature of the group decision network, which is not trained on the sphere: hence the Euclidean distance, not
 * a cosine. It is no longer within [−1, 1], so a threshold must be chosen on these similarities, not on plain cosines.
 * beta = 0.1 and gamma = 1/3 are the published constants; they depend on the size of h: choose them on validation people.
 *
 * @param embeddings v, [n, dim], of any length
 * @param hidden h, [n, hidden]
 * @param pairs rows i (first) and j (second)
 * @param options beta >= 0 (0 gives the cosine), gamma > 0
 * @throws InputError for numbers of rows that differ, numbers that are not finite, beta or gamma out of range
 *
 * Y. Kim, W. Park, M.-C. Roh, J. Shin: GroupFace. CVPR 2020.
 */
export function groupAwareSimilarity(
  embeddings: Matrix,
  hidden: Matrix,
  pairs: Pick<Pairs, 'first' | 'second'>,
  { beta = 0.1, gamma = 1 / 3 }: { beta?: number; gamma?: number } = {},
): Float64Array {
  expect(Number.isFinite(beta) && beta >= 0, `beta is ${beta}, but it must be 0 or more: 0.1 is the published value.`);
  expect(Number.isFinite(gamma) && gamma > 0, `gamma is ${gamma}, but it must be above 0: 1/3 is the published value.`);
  checkShape(hidden, 'hidden');
  checkFinite(hidden, 'hidden');
  expect(
    hidden.rows === embeddings.rows,
    `hidden has ${hidden.rows} rows but embeddings ${embeddings.rows}: take both from the same pictures, in the same order.`,
  );
  const similarities = pairSimilarities(embeddings, pairs);
  return similarities.map(
    (similarity, p) => similarity - beta * distance(hidden, pairs.first[p], pairs.second[p]) ** gamma,
  );
}

function distance({ values, columns }: Matrix, i: number, j: number): number {
  let squares = 0;
  for (let d = 0; d < columns; d++) squares += (values[i * columns + d] - values[j * columns + d]) ** 2;
  return Math.sqrt(squares);
}
