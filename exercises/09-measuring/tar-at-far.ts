/**
 * The true accept rate at a false accept rate: of the pairs of one person, how many are accepted when at most the given share of the pairs of
 * different people is?
 *
 * $$ TAR(far) = \frac{|\{ i : same_i, \; s_i \ge t \}|}{|\{ i : same_i \}|}, \qquad t = \min \{ t : \frac{|\{ i : \neg same_i, \; s_i \ge t \}|}{|\{ i : \neg same_i \}|} \le far \} $$
 *
 * Candidates for t are all similarities that occur, and infinity.
 *
 * Example: one person at `[0.9, 0.6, 0.3]`, different people at `[0.7, 0.2]`: at the rate 0 the threshold is 0.9 and 1/3 is accepted, at the rate 0.5 it is
 * 0.3 and everything is.
 *
 * @param similarities one per pair
 * @param same whether the pair shows one person; both kinds occur
 * @param far the largest false accept rate, 0 to 1
 * @returns the true accept rate, 0 to 1
 */
export function tarAtFar(similarities: number[], same: boolean[], far: number): number {
  throw new Error('TODO: the true accept rate');
}
