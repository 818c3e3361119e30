import * as tf from '@tensorflow/tfjs';
import { expectShape } from './base/inputs';

/** Vectors shorter than 1e-10 count as zero vectors. */
const TINY = 1e-20;

/**
 * One over the length of each row: r_i = 1 / |v_i|, and 0 for a zero vector, which has no direction.
 *
 * Gradient: dr/dv = −r³ v, so 0 for a zero vector. Everything here that divides by a length goes through this function;
 * that is why a zero vector never makes a NaN: its cosine with anything is 0.
 *
 * @param vectors [n, dim]
 * @returns [n, 1], a column that broadcasts over the rows
 */
export function inverseLengths(vectors: tf.Tensor2D): tf.Tensor2D {
  const inverse = tf.customGrad((v: tf.Tensor | tf.GradSaveFunc, save: tf.Tensor | tf.GradSaveFunc) => {
    const square = tf.sum(tf.square(v as tf.Tensor), 1, true);
    const r = tf.where(tf.greater(square, TINY), tf.rsqrt(square), tf.zerosLike(square));
    (save as tf.GradSaveFunc)([v as tf.Tensor, r]);
    return {
      value: r,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, s] = saved;
        return tf.mul(x, tf.mul(tf.neg(dy), tf.mul(tf.square(s), s)));
      },
    };
  });
  return inverse(vectors) as tf.Tensor2D;
}

/**
 * Each row divided by its length: z = v / |v|, on the unit sphere. A zero vector stays zero and gets no gradient.
 *
 * @param vectors [n, dim]
 * @returns [n, dim]
 * @throws InputError when `vectors` is not of rank 2 or is empty
 */
export function unitVectors(vectors: tf.Tensor2D): tf.Tensor2D {
  expectShape('vectors', vectors, { n: 'any', dim: 'any' });
  return tf.tidy(() => tf.mul(vectors, inverseLengths(vectors)));
}

/**
 * The length of each row: |v| = v · v/|v|. Its gradient is v/|v|, and 0 for a zero vector (`tf.norm` has NaN there).
 *
 * @param vectors [n, dim]
 * @returns [n, 1]
 */
export function lengths(vectors: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => tf.sum(tf.mul(vectors, unitVectors(vectors)), 1, true) as tf.Tensor2D);
}

/**
 * Squared Euclidean distances of all pairs of rows:
 *
 *     d²(a_i, b_j) = |a_i|² + |b_j|² − 2 a_i · b_j
 *
 * For unit vectors d² = 2 − 2 cos(a_i, b_j) (FaceNet, Schroff et al., CVPR 2015). In float32 the difference of large
 * numbers leaves an error of about 1e-7 (|a|² + |b|²); what would come out below 0 is 0, with gradient 0.
 * Does not normalise: see {@link unitVectors}.
 *
 * @param a [n, dim]
 * @param b [m, dim]
 * @returns [n, m]
 * @throws InputError when the shapes do not fit or are empty
 */
export function squaredDistances(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  expectPairs(a, b);
  return tf.tidy(() => {
    const aa = tf.sum(tf.square(a), 1, true); // |a_i|², a column
    const bb = tf.reshape(tf.sum(tf.square(b), 1), [1, b.shape[0]]); // |b_j|², a row
    return tf.relu(tf.sub(tf.add(aa, bb), tf.mul(2, tf.matMul(a, b, false, true)))) as tf.Tensor2D;
  });
}

/**
 * Cosine distances of all pairs of rows: d(a_i, b_j) = 1 − cos(a_i, b_j) = 1 − a_i · b_j / (|a_i| |b_j|), from 0 (same
 * direction) to 2 (opposite). A zero vector is at distance 1 from everything, with gradient 0.
 *
 * @param a [n, dim]
 * @param b [m, dim]
 * @returns [n, m]
 * @throws InputError when the shapes do not fit or are empty
 */
export function cosineDistances(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => tf.sub(1, cosines(a, b)));
}

/**
 * Cosines of all pairs of rows: cos(a_i, b_j) = a_i · b_j / (|a_i| |b_j|). Rounding can leave one 1e-7 above 1.
 *
 * The lengths divide the products, not the vectors: with many rows in `b` that saves a normalised copy of them.
 *
 * @param a [n, dim]
 * @param b [m, dim]
 * @returns [n, m]
 * @throws InputError when the shapes do not fit or are empty
 */
export function cosines(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  expectPairs(a, b);
  return tf.tidy(() => {
    const perRow = inverseLengths(a);
    const perColumn = tf.reshape(inverseLengths(b), [1, b.shape[0]]);
    return tf.mul(tf.mul(tf.matMul(a, b, false, true), perRow), perColumn);
  });
}

/**
 * Weighted chi-square distance of row i of `a` and row i of `b`:
 *
 *     χ²(f, g) = Σ_d w_d (f_d − g_d)² / (f_d + g_d)
 *
 * DeepFace (Taigman et al., CVPR 2014) uses it on features that went through a ReLU, with weights learnt by a linear
 * SVM. It is meant for features that are nowhere negative: a coordinate where f_d + g_d is not above 0 counts 0, with
 * gradient 0.
 *
 * @param a [n, dim]
 * @param b [n, dim]
 * @param weights [dim]
 * @returns [n]
 * @throws InputError when the shapes do not fit or are empty
 */
export function chiSquareDistance(a: tf.Tensor2D, b: tf.Tensor2D, weights: tf.Tensor1D): tf.Tensor1D {
  expectShape('a', a, { n: 'any', dim: 'any' });
  expectShape('b', b, { n: a.shape[0], dim: a.shape[1] });
  expectShape('weights', weights, { dim: a.shape[1] });
  return tf.tidy(() => chiSquare(a, b, weights));
}

/**
 * Weighted chi-square distances of all pairs of rows, [n, dim] and [m, dim] → [n, m]: see {@link chiSquareDistance}.
 * One row of `a` after another, so that memory stays at [m, dim].
 *
 * @throws InputError when the shapes do not fit or are empty
 */
export function chiSquareDistances(a: tf.Tensor2D, b: tf.Tensor2D, weights: tf.Tensor1D): tf.Tensor2D {
  expectPairs(a, b);
  expectShape('weights', weights, { dim: a.shape[1] });
  return tf.tidy(() => {
    const rows = Array.from({ length: a.shape[0] }, (_, i) => tf.slice(a, [i, 0], [1, -1]));
    return tf.stack(rows.map((row) => chiSquare(row, b, weights))) as tf.Tensor2D;
  });
}

function chiSquare(f: tf.Tensor2D, g: tf.Tensor2D, w: tf.Tensor1D): tf.Tensor1D {
  // The sum, and 1 where it is 0: the quotient is masked there, but must stay finite for the gradient's sake.
  const sum = tf.relu(tf.add(f, g));
  const present = tf.step(sum);
  const quotient = tf.div(tf.square(tf.sub(f, g)), tf.add(sum, tf.sub(1, present)));
  return tf.sum(tf.mul(w, tf.mul(present, quotient)), 1);
}

function expectPairs(a: tf.Tensor2D, b: tf.Tensor2D): void {
  expectShape('a', a, { n: 'any', dim: 'any' });
  expectShape('b', b, { m: 'any', dim: a.shape[1] });
}
