import { Matrix, rowOf, unitRows } from '../../base/matrix';
import { expect } from '../../base/errors';

/** Coordinates whose largest value over the training set is smaller than this never responded: they are not scaled up. */
const epsilon = 0.05;

/** The largest value of each coordinate over a training set, [dim]: what {@link deepFaceFeatures} divides by. */
export function largestOf(features: Matrix): Float64Array {
  expect(features.rows > 0, 'There are no features: embed the training pictures first.');
  const largest = new Float64Array(features.columns).fill(-Infinity);
  for (let i = 0; i < features.rows; i++) {
    rowOf(features, i).forEach((value, d) => (largest[d] = Math.max(largest[d], value)));
  }
  return largest;
}

/**
 * DeepFace's normalised features (Taigman et al., CVPR 2014, section 3.2), f [count, dim] from the activations G:
 *
 *     f'_d = G_d / max(largest_d, 0.05),   f = f' / |f'|
 *
 * Every coordinate gets about the same range, so that no large one dominates; then the length, which follows light and contrast
 * more than identity, is removed. A row of zeros stays. Features that went through a ReLU stay non-negative.
 *
 * @param features G [count, dim]
 * @param largest [dim], from the training set by {@link largestOf}: never from the pictures that are tested
 */
export function deepFaceFeatures(features: Matrix, largest: ArrayLike<number>): Matrix {
  expect(
    largest.length === features.columns,
    `There are ${largest.length} largest values for ${features.columns} coordinates: take them from the same network.`,
  );
  const scaled = { ...features, values: Float64Array.from(features.values) };
  for (let i = 0; i < scaled.rows; i++) {
    const row = rowOf(scaled, i);
    row.forEach((value, d) => (row[d] = value / Math.max(largest[d], epsilon)));
  }
  return unitRows(scaled);
}
