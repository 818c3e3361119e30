/**
 * Cleaning, first half: classes that are one person under two names are joined. Two classes are linked when the cosine of their mean vectors is above
 * the threshold, and links carry on: with a ~ b and b ~ c, all three are one person, whether a and c are alike or not.
 *
 * $$ a \sim b \iff \cos(\mu_a, \mu_b) > \tau, \qquad group(a) = \min \{ b : b \text{ can be reached from } a \} $$
 *
 * Example: means `[[1, 0], [0, 1], [0.1, 1]]` at 0.9: classes 1 and 2 are joined, so the groups are `[0, 1, 1]`.
 *
 * @param means μ, one row per class, not normalised
 * @param threshold τ, a cosine
 * @returns for each class the smallest class of its group
 */
export function mergeClasses(means: number[][], threshold: number): number[] {
  throw new Error('TODO: merge the classes');
}
