import { Matrix, rowOf } from '../base/matrix';
import { classesOf } from './classes';

/** How far pictures of one person, and how far people, lie apart in Euclidean space; see {@link euclideanSpread}. */
export interface EuclideanSpread {
  /** Mean distance of an embedding to the mean of its class. */
  intraClass: number;
  /** Distance of the two class means that are closest. */
  interClass: number;
  /** interClass / intraClass: how many spreads lie between the closest classes. Scaling all embeddings leaves it as it is. */
  ratio: number;
}

/**
 * Distances of embeddings as they are, nothing normalised:
 *
 *     intraClass = mean_i |x_i − mu_y|,   interClass = min_{j≠k} |mu_j − mu_k|,   mu_j = mean of class j
 *
 * Center loss is meant to change this picture. Euclidean: a network may shrink both, so look at the ratio; the angles
 * are in `angularStatistics`. The ratio is Infinity without any spread. O(count · dim + classes² · dim).
 *
 * @param embeddings [count, dim]
 * @param labels [count]
 * @throws InputError for a number of labels that does not fit, or fewer than two classes
 */
export function euclideanSpread(embeddings: Matrix, labels: ArrayLike<number>): EuclideanSpread {
  classesOf(embeddings, labels, 'Distances');
  const means = new Map<number, { sum: Float64Array; count: number }>();
  for (let i = 0; i < embeddings.rows; i++) {
    const mean = means.get(labels[i]) ?? { sum: new Float64Array(embeddings.columns), count: 0 };
    rowOf(embeddings, i).forEach((value, d) => (mean.sum[d] += value));
    mean.count++;
    means.set(labels[i], mean);
  }
  const mu = new Map([...means].map(([label, { sum, count }]) => [label, sum.map((value) => value / count)]));
  let total = 0;
  for (let i = 0; i < embeddings.rows; i++) total += distance(rowOf(embeddings, i), mu.get(labels[i])!);
  const intraClass = total / embeddings.rows;
  const centers = [...mu.values()];
  let interClass = Infinity;
  centers.forEach((a, j) => centers.slice(j + 1).forEach((b) => (interClass = Math.min(interClass, distance(a, b)))));
  return { intraClass, interClass, ratio: interClass / intraClass };
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let squares = 0;
  for (let d = 0; d < a.length; d++) squares += (a[d] - b[d]) ** 2;
  return Math.sqrt(squares);
}
