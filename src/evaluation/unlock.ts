import { expect } from '../base/errors';
import type { Matrix } from '../base/matrix';
import { checkLabels, checkRates, checkSameColumns, checkThreshold } from '../similarity/checks';
import { byLabel, cosine, directions, type Directions } from '../similarity/cosine';
import { tarAtFarOfDistances } from './verification/tar-at-far';

/*
 * The celebrity experiment: every person is a mean vector, as a phone keeps of its owner; how far is every picture from every
 * mean, and whose phone would it open? In float64 on the host: n · people · dim multiplications.
 */

/** One mean per person, people in ascending label order. */
export interface PersonMeans {
  /** [people], their labels. */
  identities: Int32Array;
  /** [people, dim], unit length. */
  means: Matrix;
}

/**
 * The mean vector of each person: mean_c = z / |z|, z = Σ x_i / |x_i| over the pictures i of c. Every picture counts alike,
 * however long its embedding. Pictures that cancel out leave a row of zeros, whose cosine is 0 to everything.
 *
 * @param embeddings [n, dim]
 * @param labels [n]
 * @throws InputError for empty or not finite embeddings, labels of another length
 */
export function meanVectors(embeddings: Matrix, labels: ArrayLike<number>): PersonMeans {
  const rows = directions(embeddings, 'embeddings');
  checkLabels(labels, embeddings.rows, 'labels');
  const { values, columns } = embeddings;
  const identities = Int32Array.from(new Set(Array.from(labels))).sort();
  const position = new Map(Array.from(identities, (identity, index) => [identity, index]));
  const means = new Float64Array(identities.length * columns);
  for (const row of byLabel(labels)) {
    if (rows.lengths[row] === 0) continue;
    const to = position.get(labels[row])! * columns;
    for (let d = 0; d < columns; d++) means[to + d] += values[row * columns + d] / rows.lengths[row];
  }
  for (let c = 0; c < identities.length; c++) {
    const mean = means.subarray(c * columns, (c + 1) * columns);
    const length = Math.sqrt(mean.reduce((total, value) => total + value * value, 0));
    if (length > 0) for (let d = 0; d < columns; d++) mean[d] /= length;
  }
  return { identities, means: { values: means, rows: identities.length, columns } };
}

/**
 * The cosine distance of every picture to every mean, 1 − cos(x_s, mean_j), in [0, 2]: smaller = closer.
 * A picture counts in its own person's mean, so that distance flatters: {@link distancesToOthers} leaves the picture out.
 *
 * @param embeddings [n, dim]
 * @param means [people, dim], from {@link meanVectors}
 * @returns [n, people]
 * @throws InputError for empty or not finite numbers, different dims
 */
export function distancesToMean(embeddings: Matrix, means: Matrix): Matrix {
  checkSameColumns(embeddings, 'embeddings', means, 'means');
  const cosines = table(directions(embeddings, 'embeddings'), directions(means, 'means'));
  return { ...cosines, values: cosines.values.map((value) => 1 - value) };
}

/**
 * The cosine distance of every picture x_s to every person, to its own without itself, so that no picture helps itself to be
 * recognised (leave-one-out): 1 − cos(x_s, mean_j), and for the person c of x_s instead of mean_c
 *
 *     z_c − x_s / |x_s|,   z_c = Σ x_i / |x_i| over the pictures i of c
 *
 * The only picture of a person is at distance 1 of them: there is nothing to compare it with. Does not handle copies of a picture.
 *
 * @param embeddings [n, dim]
 * @param labels [n]
 * @returns `identities` [people] as from {@link meanVectors}, `distances` [n, people], in [0, 2]
 * @throws InputError as {@link meanVectors}
 */
export function distancesToOthers(
  embeddings: Matrix,
  labels: ArrayLike<number>,
): { identities: Int32Array; distances: Matrix } {
  const { identities, means } = meanVectors(embeddings, labels);
  const distances = distancesToMean(embeddings, means);
  const rows = directions(embeddings, 'embeddings');
  const { values, columns } = embeddings;
  const owner = owners(distances, labels, identities);
  const unit = (s: number, d: number): number =>
    rows.lengths[s] === 0 ? 0 : values[s * columns + d] / rows.lengths[s];
  const sums = new Float64Array(means.values.length);
  for (let s = 0; s < embeddings.rows; s++)
    for (let d = 0; d < columns; d++) sums[owner[s] * columns + d] += unit(s, d);
  const others = new Float64Array(embeddings.rows * columns);
  for (let s = 0; s < embeddings.rows; s++) {
    for (let d = 0; d < columns; d++) others[s * columns + d] = sums[owner[s] * columns + d] - unit(s, d);
  }
  const rest = directions({ ...embeddings, values: others }, 'embeddings');
  // Others that cancel out leave the rounding of their sum, which points nowhere.
  rest.lengths.forEach((length, s) => (rest.lengths[s] = length < 1e-9 ? 0 : length));
  owner.forEach((j, s) => (distances.values[s * identities.length + j] = 1 - cosine(rows, s, rest, s)));
  return { identities, distances };
}

/**
 * The cosine between the means, [people, people], symmetric: who looks like whom.
 *
 * @param means [people, dim]
 * @throws InputError for empty or not finite numbers
 */
export function meanSimilarity(means: Matrix): Matrix {
  const rows = directions(means, 'means');
  return table(rows, rows);
}

/**
 * Whose picture opens whose phone: unlock[i][j] = share of the pictures of i with distance to the mean of j <= threshold.
 * The diagonal is how often people open their own; not symmetric.
 *
 * @param distances [n, people], from {@link distancesToOthers} or {@link distancesToMean}
 * @param labels [n]
 * @param identities [people], from {@link meanVectors}: each needs a picture
 * @param distanceThreshold cosine distance, for example from {@link unlockThreshold}
 * @returns [people, people]
 * @throws InputError for shapes that do not fit, a picture of somebody without a mean, a mean without a picture
 */
export function faceUnlock(
  distances: Matrix,
  labels: ArrayLike<number>,
  identities: ArrayLike<number>,
  distanceThreshold: number,
): Matrix {
  checkThreshold(distanceThreshold, 'distanceThreshold');
  const owner = owners(distances, labels, identities);
  const people = identities.length;
  const pictures = new Int32Array(people);
  const unlock = new Float64Array(people * people);
  for (let s = 0; s < distances.rows; s++) {
    pictures[owner[s]]++;
    for (let j = 0; j < people; j++) {
      if (distances.values[s * people + j] <= distanceThreshold) unlock[owner[s] * people + j]++;
    }
  }
  for (let i = 0; i < people; i++) {
    expect(
      pictures[i] > 0,
      `Identity ${identities[i]} has a mean but no picture among the distances: leave it out or add pictures.`,
    );
    for (let j = 0; j < people; j++) unlock[i * people + j] /= pictures[i];
  }
  return { values: unlock, rows: people, columns: people };
}

/**
 * The largest distance threshold at which at most a share `far` of the attempts of strangers succeed. An attempt is one
 * picture at one phone; all pictures are tried at all phones of other people.
 *
 * @param distances [n, people], from {@link distancesToOthers} or {@link distancesToMean}
 * @param labels [n]
 * @param identities [people]
 * @param far in (0, 1]
 * @throws InputError as in {@link faceUnlock}, and when there are too few attempts of strangers for the rate
 */
export function unlockThreshold(
  distances: Matrix,
  labels: ArrayLike<number>,
  identities: ArrayLike<number>,
  far: number,
): number {
  checkRates([far], 'FAR');
  const owner = owners(distances, labels, identities);
  const people = identities.length;
  const own = distances.values.map((_, cell) => (owner[Math.floor(cell / people)] === cell % people ? 1 : 0));
  const [row] = tarAtFarOfDistances(distances.values, own, [far]);
  expect(row.refusal === undefined, row.refusal ?? '');
  return row.threshold;
}

/** Position of each picture's person among the identities. */
function owners(distances: Matrix, labels: ArrayLike<number>, identities: ArrayLike<number>): Int32Array {
  expect(
    distances.columns === identities.length,
    `distances has ${distances.columns} columns for ${identities.length} identities: pass those that distancesToMean was given means of.`,
  );
  checkLabels(labels, distances.rows, 'labels');
  const position = new Map(Array.from(identities, (identity, index) => [identity, index]));
  return Int32Array.from(labels, (label, s) => {
    const index = position.get(label);
    expect(
      index !== undefined,
      `Picture ${s} is of ${label}, who is not among the identities: make the means from all people.`,
    );
    return index;
  });
}

function table(a: Directions, b: Directions): Matrix {
  const rows = a.matrix.rows;
  const columns = b.matrix.rows;
  const values = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) values[i * columns + j] = cosine(a, i, b, j);
  return { values, rows, columns };
}
