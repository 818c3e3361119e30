import { expect } from '../base/errors';
import { Matrix, rowOf } from '../base/matrix';

/**
 * Share of embeddings that a linear classifier names rightly: those whose label has the largest W_j · x + b_j, the first of equals.
 * With weights of length 1 and no bias it is the share whose nearest class weight, by the angle, is their own.
 *
 * @param embeddings x [count, dim]
 * @param labels [count], 0 … classes − 1
 * @param weights W [classes, dim]
 * @param bias b [classes]; without it 0
 */
export function shareNamedRightly(
  embeddings: Matrix,
  labels: ArrayLike<number>,
  weights: Matrix,
  bias?: ArrayLike<number>,
): number {
  expect(
    embeddings.rows > 0 && labels.length === embeddings.rows,
    `There are ${embeddings.rows} embeddings and ${labels.length} labels: pass one label per embedding, and at least one.`,
  );
  expect(
    weights.columns === embeddings.columns && (bias === undefined || bias.length === weights.rows),
    `A classifier for embeddings of ${embeddings.columns} numbers needs as many weights per class, and one bias per class or none; there are ${weights.rows} × ${weights.columns} weights and ${bias?.length ?? 'no'} biases.`,
  );
  const classes = Array.from({ length: weights.rows }, (_, j) => rowOf(weights, j));
  let right = 0;
  for (let i = 0; i < embeddings.rows; i++) {
    const x = rowOf(embeddings, i);
    let [best, largest] = [-1, -Infinity];
    classes.forEach((w, j) => {
      let logit = 0;
      for (let d = 0; d < x.length; d++) logit += w[d] * x[d];
      logit += bias?.[j] ?? 0;
      if (logit > largest) [best, largest] = [j, logit];
    });
    if (best === labels[i]) right++;
  }
  return right / embeddings.rows;
}
