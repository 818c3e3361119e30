/**
 * What a trial of the search is worth: the true accept rates at several false accept rates, weighted.
 *
 * $$ R = \sum_r w_r \, TAR(far_r), \qquad TAR(far) = \frac{|\{ g : g \ge t \}|}{G}, \quad t = \min \{ t : \frac{|\{ s : s \ge t \}|}{N} \le far \} $$
 *
 * with G pairs of one person (`genuine`) and N pairs of different people (`impostors`). Candidates for t are all similarities that occur, and
 * infinity.
 *
 * Example: genuine `[0.9, 0.5]`, impostors `[0.7, 0.1]`, rates `[0, 0.5]`, weights `[0.75, 0.25]`: the rates give 0.5 and 1, so R = 0.625.
 *
 * @param genuine the similarities of pairs of one person
 * @param impostors the similarities of pairs of different people
 * @param fars the false accept rates, such as `[1e-3, 1e-4, 1e-5]`
 * @param weights one per rate, such as `[0.5, 0.25, 0.25]`
 * @returns the reward
 */
export function searchReward(genuine: number[], impostors: number[], fars: number[], weights: number[]): number {
  throw new Error('TODO: the reward');
}
