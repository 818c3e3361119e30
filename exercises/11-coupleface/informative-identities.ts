/**
 * CoupleFace looks only at the relations that matter: for each identity the k other identities whose prototypes look most like it. They are mined
 * once, from the teacher.
 *
 * $$ H_c = \text{the } k \text{ prototypes of other classes with the largest} \cos(p_c, p_j) $$
 *
 * Among equally similar ones the lower row comes first.
 *
 * Example: prototypes `[[1, 0], [0, 1], [1, 1]]` of the classes `[0, 1, 2]` and k = 1 give `[[2], [2], [0]]`: rows 0 and 1 are at a right angle, row 2
 * is between them.
 *
 * @param prototypes one row per identity (or several), not normalised
 * @param labels the class of each row, in any order; rows of the own class never count
 * @param k how many, at least 1
 * @returns for each row k numbers of rows, the most similar first
 */
export function informativeIdentities(prototypes: number[][], labels: number[], k: number): number[][] {
  throw new Error('TODO: mine the informative identities');
}
