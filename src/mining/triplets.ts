import * as tf from '@tensorflow/tfjs';
import { InputError } from '../base/errors';
import { expectLabels, expectNumber, expectShape, Labels, readLabels } from '../base/inputs';
import { unitVectors } from '../distances';
import { nativeBackend } from '../engine/kernels/native';
import { unitProducts, type UnitProducts } from '../engine/kernels/unit-products';

/** Rows of a batch: [anchor, positive, negative]. The positive is another sample of the anchor's identity. */
export type Triplet = [number, number, number];

/** How many triplets there are, and which part of them is of each kind: the three parts add up to 1. */
export interface TripletFractions {
  count: number;
  /** d²(a, n) ≥ d²(a, p) + margin: the loss is 0. */
  easy: number;
  /** d²(a, p) < d²(a, n) < d²(a, p) + margin: the right order, but too close. */
  semiHard: number;
  /** d²(a, n) ≤ d²(a, p): the negative is closer than the positive. */
  hard: number;
}

/**
 * The number of valid triplets: Σ_c n_c (n_c − 1) (B − n_c). Two people with ten pictures each have 2·10·9·10 = 1800.
 *
 * @param labels [batch]
 * @throws InputError when a label is no integer from 0
 */
export function countTriplets(labels: ArrayLike<number>): number {
  expectLabels(labels);
  const sizes = new Map<number, number>();
  for (let i = 0; i < labels.length; i++) sizes.set(labels[i], (sizes.get(labels[i]) ?? 0) + 1);
  let count = 0;
  for (const n of sizes.values()) count += n * (n - 1) * (labels.length - n);
  return count;
}

/**
 * All valid triplets: anchor ≠ positive, of one identity; the negative of another. Sorted. For more than a batch their
 * number explodes: see {@link countTriplets}.
 *
 * @param labels [batch]
 * @throws InputError when a label is no integer from 0
 */
export function allTriplets(labels: ArrayLike<number>): Triplet[] {
  expectLabels(labels);
  const rows = Array.from(labels, (_, row) => row);
  const triplets: Triplet[] = [];
  for (const a of rows) {
    const negatives = rows.filter((row) => labels[row] !== labels[a]);
    for (const p of rows) {
      if (p !== a && labels[p] === labels[a]) for (const n of negatives) triplets.push([a, p, n]);
    }
  }
  return triplets;
}

/**
 * All anchor–positive pairs with a semi-hard negative (FaceNet, Schroff et al., CVPR 2015): the closest negative n with
 *
 *     d²(a, p) < d²(a, n) < d²(a, p) + margin,   d² = squared Euclidean distance of z = x / |x|
 *
 * Pairs without such a negative are left out. Of equally close negatives the first is taken. Where the literature is
 * ambiguous, this takes the closest of several semi-hard negatives, not a random one.
 *
 * @param embeddings x [batch, dim], normalised here
 * @param labels [batch]
 * @param options margin: 0 … 4, 0.2 in the paper
 * @returns index triples, sorted; there may be none
 * @throws InputError when shapes do not fit, the batch is empty, a number in the embeddings is not finite, or labels or
 *   margin are out of range
 */
export async function semiHardTriplets(
  embeddings: tf.Tensor2D,
  labels: Labels,
  { margin }: { margin: number },
): Promise<Triplet[]> {
  expectTripletMargin(margin);
  const { size, distances, classes } = await readBatch(embeddings, labels);
  const triplets: Triplet[] = [];
  for (let a = 0; a < size; a++) {
    const row = a * size;
    for (let p = 0; p < size; p++) {
      if (p === a || classes[p] !== classes[a]) continue;
      const n = closestNegative(distances, classes, a, distances[row + p]);
      if (n >= 0 && distances[row + n] < distances[row + p] + margin) triplets.push([a, p, n]);
    }
  }
  return triplets;
}

/** The closest row of another identity that is farther from the anchor than `beyond`, the first of equals; −1 without one. */
function closestNegative(distances: Float32Array, classes: Int32Array, anchor: number, beyond: number): number {
  const row = anchor * classes.length;
  const own = classes[anchor];
  let closest = -1;
  let least = Infinity;
  for (let n = 0; n < classes.length; n++) {
    const distance = distances[row + n];
    if (distance > beyond && distance < least && classes[n] !== own) {
      closest = n;
      least = distance;
    }
  }
  return closest;
}

/**
 * The hardest triplet of each anchor, batch hard (Hermans et al., 2017): its farthest positive and its closest negative,
 * by squared Euclidean distance of z = x / |x|. Anchors without a positive, or without a negative, are left out.
 * Trained on these alone from the start, an embedding tends to collapse into one point.
 *
 * @param embeddings x [batch, dim], normalised here
 * @param labels [batch]
 * @returns index triples, sorted; there may be none. Of equally far rows the first is taken
 * @throws InputError when shapes do not fit, the batch is empty, a number in the embeddings is not finite, or labels are
 *   out of range
 */
export async function hardTriplets(embeddings: tf.Tensor2D, labels: Labels): Promise<Triplet[]> {
  const { size, distances, classes } = await readBatch(embeddings, labels);
  const triplets: Triplet[] = [];
  for (let a = 0; a < size; a++) {
    const p = farthestPositive(distances, classes, a);
    const n = closestNegative(distances, classes, a, -Infinity);
    if (p >= 0 && n >= 0) triplets.push([a, p, n]);
  }
  return triplets;
}

/** The farthest other row of the anchor's identity, the first of equals; −1 without one. */
function farthestPositive(distances: Float32Array, classes: Int32Array, anchor: number): number {
  const row = anchor * classes.length;
  const own = classes[anchor];
  let farthest = -1;
  let most = -Infinity;
  for (let p = 0; p < classes.length; p++) {
    if (classes[p] === own && p !== anchor && distances[row + p] > most) {
      farthest = p;
      most = distances[row + p];
    }
  }
  return farthest;
}

/**
 * Which part of all valid triplets is easy, semi-hard and hard: what training does to them is the story of FaceNet.
 * Counts without listing them, B² log B.
 *
 * @param embeddings x [batch, dim], normalised here
 * @param labels [batch]
 * @param options margin: 0 … 4
 * @returns fractions of the count; all 0 when there is no triplet
 * @throws InputError as {@link semiHardTriplets}
 */
export async function tripletFractions(
  embeddings: tf.Tensor2D,
  labels: Labels,
  { margin }: { margin: number },
): Promise<TripletFractions> {
  expectTripletMargin(margin);
  const { size, distances, classes } = await readBatch(embeddings, labels);
  const negatives = new Float32Array(size);
  let [count, easy, hard] = [0, 0, 0];
  for (let a = 0; a < size; a++) {
    let found = 0;
    for (let n = 0; n < size; n++) if (classes[n] !== classes[a]) negatives[found++] = distances[a * size + n];
    const ascending = negatives.subarray(0, found).sort();
    for (let p = 0; p < size; p++) {
      if (p === a || classes[p] !== classes[a]) continue;
      const ap = distances[a * size + p];
      const harder = firstAbove(ascending, ap);
      count += found;
      hard += harder;
      // From the first negative past d²(a, p) that is at least a margin away.
      easy += found - Math.max(harder, firstNotBelow(ascending, ap + margin));
    }
  }
  if (count === 0) return { count, easy: 0, semiHard: 0, hard: 0 };
  return { count, easy: easy / count, semiHard: (count - easy - hard) / count, hard: hard / count };
}

/** A batch on the host. */
interface Batch {
  size: number;
  /** [size, size], squared, of unit vectors. */
  distances: Float32Array;
  /** [size], the identity of each row. */
  classes: Int32Array;
}

async function readBatch(embeddings: tf.Tensor2D, labels: Labels): Promise<Batch> {
  expectShape('embeddings', embeddings, { batch: 'any', dim: 'any' });
  const [size, dim] = embeddings.shape;
  const classes = await readLabels(labels, size);
  const directed = haveDirections(await embeddings.data(), dim);
  // The engine multiplies; what is left of `squaredDistances` costs less on the host than the calls for it, to the same digits.
  const native = nativeBackend();
  const isPlain = directed && embeddings.dtype === 'float32';
  const { products, squares } = native && isPlain ? unitProducts(native, embeddings) : await composed(embeddings);
  const distances = new Float32Array(size * size);
  for (let i = 0, cell = 0; i < size; i++) {
    for (let j = 0; j < size; j++, cell++) {
      // |z_i|² + |z_j|² − 2 z_i · z_j, each step rounded to float32
      const distance = Math.fround(squares[i] + squares[j]) - 2 * products[cell];
      distances[cell] = distance < 0 ? 0 : distance;
    }
  }
  return { size, distances, classes };
}

/** {@link unitProducts} on any engine, and of rows without a direction as well. */
async function composed(embeddings: tf.Tensor2D): Promise<UnitProducts> {
  const made = tf.tidy(() => {
    const z = unitVectors(embeddings);
    return [tf.matMul(z, z, false, true), tf.sum(tf.square(z), 1)];
  });
  const [products, squares] = (await Promise.all(made.map((tensor) => tensor.data()))) as Float32Array[];
  tf.dispose(made);
  return { products, squares };
}

/** Whether every row is far from 0, which `unitVectors` takes for no direction. Throws when a number is not finite. */
function haveDirections(values: ArrayLike<number>, dim: number): boolean {
  let shortest = Infinity;
  for (let start = 0; start < values.length; start += dim) {
    let square = 0;
    for (let i = start; i < start + dim; i++) square += values[i] * values[i];
    // The sum in float64 is finite for finite float32 numbers alone.
    if (!Number.isFinite(square)) {
      throw new InputError(
        `Row ${start / dim} of embeddings has a number that is not finite: look for the step before that made it.`,
      );
    }
    if (square < shortest) shortest = square;
  }
  return shortest > 1e-19;
}

/** Position of the first value > bound in ascending values. */
function firstAbove(values: Float32Array, bound: number): number {
  return firstWhere(values, (value) => value > bound);
}

/** Position of the first value ≥ bound in ascending values. */
function firstNotBelow(values: Float32Array, bound: number): number {
  return firstWhere(values, (value) => value >= bound);
}

function firstWhere(values: Float32Array, holds: (value: number) => boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(values[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Throws unless the margin is a squared distance that unit vectors can have. */
export function expectTripletMargin(margin: number): void {
  expectNumber(
    'margin',
    margin,
    margin >= 0 && margin <= 4,
    'a squared distance of unit vectors, from 0 to 4: 0.2 is usual',
  );
}
