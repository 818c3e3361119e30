/**
 * The threshold that decides most pairs rightly. A pair is accepted as one person when its similarity is at least the threshold.
 *
 * $$ t^* = \arg\max_t |\{ i : (s_i \ge t) = same_i \}| $$
 *
 * The candidates are: the smallest similarity − 1, the middle of every two neighbouring different similarities, the largest similarity + 1.
 * Among equally good ones the smallest counts.
 *
 * Example: similarities `[0.2, 0.4, 0.8]` of which only the last is of one person: 0.6 decides all three rightly.
 *
 * @param similarities one per pair, in any order
 * @param same whether the pair shows one person
 * @returns the best threshold
 */
export function bestThreshold(similarities: number[], same: boolean[]): number {
  throw new Error('TODO: the best threshold');
}
