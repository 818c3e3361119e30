/**
 * Whose pictures open whose phone? A picture opens the phone of person j when its distance to j's mean vector is at most the threshold.
 *
 * $$ U_{ij} = \frac{|\{ s : y_s = i, \; d_{sj} \le t \}|}{|\{ s : y_s = i \}|} $$
 *
 * The diagonal shows how often people open their own phone; everything else should be 0. The table need not be symmetric.
 *
 * Example: pictures of persons 0, 0, 1 with distances `[[0.1, 0.6], [0.4, 0.3], [0.9, 0.2]]` and the threshold 0.4 give `[[1, 0.5], [0, 1]]`.
 *
 * @param distances `distances[s][j]` from picture s to the mean of person j
 * @param labels who is on each picture, 0 to people − 1; everybody has at least one
 * @param threshold cosine distance; a picture exactly at the threshold opens
 * @returns U, people × people: row i shows what the pictures of i open
 */
export function unlockRates(distances: number[][], labels: number[], threshold: number): number[][] {
  throw new Error('TODO: the unlock rates');
}
