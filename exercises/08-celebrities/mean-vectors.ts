/**
 * The mean vector of each person: the direction in the middle of that person's pictures, as a phone keeps of its owner.
 *
 * $$ \mu_c = \frac{z_c}{|z_c|}, \qquad z_c = \sum_{i: y_i = c} \frac{x_i}{|x_i|} $$
 *
 * Every picture counts alike, however long its embedding.
 *
 * Example: one person with `[[3, 0], [0, 5]]` has the mean `[0.7071, 0.7071]`.
 *
 * @param embeddings x, one row per picture, none of length 0
 * @param labels y, who is on each picture; any integers
 * @returns one unit vector per person, people in ascending order of their labels
 */
export function meanVectors(embeddings: number[][], labels: number[]): number[][] {
  throw new Error('TODO: the mean vectors');
}
