import { PCA } from 'ml-pca';
import { expect } from '../../base/errors';
import { matrixFrom, rowsOf, type Matrix } from '../../base/matrix';

/** Points for a map, and how much of the embeddings' spread the map shows. */
export interface Projection {
  /** [rows, dimensions] */
  points: Matrix;
  /** Share of the variance along each axis of the map. */
  explained: number[];
}

/**
 * Principal components: the two (or three) directions along which the embeddings [rows, dim] spread most,
 * points = (embeddings − mean) · directions. A linear shadow: people who overlap in it may be far apart in the other
 * dimensions, so the map states the share of variance that it shows. Signs are fixed (the largest coordinate of each
 * direction is positive), so the same embeddings always give the same map.
 *
 * Throws when there are fewer than two embeddings or fewer dimensions than asked for.
 */
export function project(embeddings: Matrix, dimensions: 2 | 3 = 2): Projection {
  expect(embeddings.rows >= 2, `A map needs at least two embeddings, but there are ${embeddings.rows}.`);
  expect(
    embeddings.columns >= dimensions,
    `The embeddings have ${embeddings.columns} numbers each, fewer than the map's ${dimensions} dimensions: draw them as they are.`,
  );
  const rows = rowsOf(embeddings);
  const pca = new PCA(rows);
  const directions = pca.getEigenvectors().to2DArray();
  const scores = pca.predict(rows, { nComponents: dimensions }).to2DArray();
  const explained = pca.getExplainedVariance().slice(0, dimensions);
  for (let axis = 0; axis < scores[0].length; axis++) {
    const direction = directions.map((row) => row[axis]);
    const largest = direction.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    if (largest < 0) scores.forEach((score) => (score[axis] = -score[axis]));
  }
  const padded = scores.map((score) => [...score, ...new Array<number>(dimensions - score.length).fill(0)]);
  return {
    points: matrixFrom(padded),
    explained: [...explained, ...new Array<number>(dimensions - explained.length).fill(0)],
  };
}
