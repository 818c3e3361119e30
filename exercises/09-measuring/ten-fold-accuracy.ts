/**
 * The accuracy of the LFW protocol: for each fold the threshold is chosen on the pairs of all *other* folds, and used on the fold itself.
 * A threshold that has seen the pairs it is tested on would flatter the result.
 *
 * $$ A = \frac{1}{F} \sum_f \frac{|\{ i \in f : (s_i \ge t_f) = same_i \}|}{|f|}, \qquad t_f = bestThreshold(\text{pairs not in } f) $$
 *
 * The threshold is chosen as in `bestThreshold`, which you may import from `./best-threshold`.
 *
 * Example: two folds, similarities `[0.9, 0.1, 0.8, 0.6]`, same `[true, false, true, false]`, folds `[0, 0, 1, 1]`: fold 0 is tested at 0.7, with both
 * right, fold 1 at 0.5, with one of two right: the accuracy is 0.75.
 *
 * @param similarities one per pair
 * @param same whether the pair shows one person
 * @param folds which fold each pair belongs to; ten of them in LFW, here any number from 2
 * @returns the mean of the folds' accuracies
 */
export function tenFoldAccuracy(similarities: number[], same: boolean[], folds: number[]): number {
  throw new Error('TODO: the accuracy over the folds');
}
