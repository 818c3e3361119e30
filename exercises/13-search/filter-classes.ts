/**
 * Cleaning, second half: pictures that do not look like their class are dropped.
 *
 * $$ y_i' = \begin{cases} y_i & \cos(x_i, \mu_{y_i}) \ge \tau \\ -1 & \text{otherwise} \end{cases}, \qquad \mu_c = \sum_{i: y_i = c} \frac{x_i}{|x_i|} $$
 *
 * The mean of a class is taken once, over all its pictures.
 *
 * Example: `[[1, 0], [2, 0], [0, 1]]`, all of class 4, at 0.5: the mean points along [2, 1], the cosines are 0.894, 0.894 and 0.447, so the labels
 * become `[4, 4, -1]`.
 *
 * @param embeddings x, one row per picture, none of length 0
 * @param labels y, the class of each picture, 0 or more
 * @param threshold τ, a cosine; a picture exactly at it stays
 * @returns the labels, −1 for a picture that is dropped
 */
export function filterClasses(embeddings: number[][], labels: number[], threshold: number): number[] {
  throw new Error('TODO: filter the classes');
}
