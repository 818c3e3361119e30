/**
 * How the centers of the center loss follow their classes: after a batch each center moves towards the embeddings of its class.
 *
 * $$ c_j' = c_j - \alpha \, \frac{\sum_{i: y_i = j} (c_j - x_i)}{1 + n_j} $$
 *
 * where n_j is how many rows of the batch belong to class j. The 1 keeps a single outlier from taking the center along.
 *
 * Example: one class with the center `[0]`, embeddings `[[2], [4]]` and alpha 0.5: 0 − 0.5 · (−2 − 4) / 3 = 1.
 *
 * @param embeddings x, one row per picture
 * @param labels y, the class of each row
 * @param centers c, one row per class
 * @param alpha how fast they follow, 0 to 1
 * @returns the new centers; a class without a row in the batch keeps its center
 */
export function updatedCenters(
  embeddings: number[][],
  labels: number[],
  centers: number[][],
  alpha: number,
): number[][] {
  throw new Error('TODO: move the centers');
}
