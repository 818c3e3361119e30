/**
 * Picks the threshold of a verification system at a given false accept rate.
 *
 * Two pictures are accepted as one person when their similarity is at least the threshold. The false accept rate (FAR) is the
 * share of different-person pairs that are accepted. The threshold is the smallest one at which this share is
 * at most the rate:
 *
 * $$ t = \min \{ t : \frac{|\{ j : s_j \ge t \}|}{N} \le far \} $$
 *
 * where s are the similarities of the N different-person pairs. Candidates for t are all similarities that occur, and infinity: when
 * even the largest similarity accepts too many (far < 1 / N, or ties at the top), nothing may be accepted.
 *
 * Example: similarities `[0.1, 0.4, 0.3, 0.2]` at the rate 0.5 give 0.3: two of four are at least 0.3.
 *
 * @param impostors the similarities of pairs of different people, in any order
 * @param far the largest false accept rate, 0 to 1
 * @returns the threshold, `Infinity` to accept nothing; accept when similarity ≥ threshold
 */
export function thresholdAtFar(impostors: number[], far: number): number {
  throw new Error('TODO: pick the threshold');
}
