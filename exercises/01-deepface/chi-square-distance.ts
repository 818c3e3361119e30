/**
 * DeepFace's weighted chi-square distance between two features without negative entries.
 *
 * $$ \chi^2(f, g) = \sum_i w_i \frac{(f_i - g_i)^2}{f_i + g_i} $$
 *
 * A coordinate where both features are 0 counts 0.
 *
 * Example: f = `[1, 3]`, g = `[3, 1]`, w = `[1, 2]` give 1 · 4/4 + 2 · 4/4 = 3.
 *
 * @param f a feature, entries 0 or more
 * @param g a feature of the same length
 * @param weights w, one weight per coordinate
 * @returns the distance: smaller is closer
 */
export function chiSquareDistance(f: number[], g: number[], weights: number[]): number {
  throw new Error('TODO: the weighted chi-square distance');
}
