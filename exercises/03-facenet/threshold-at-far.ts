/**
 * Picks the threshold of a verification system at a given false accept rate.
 *
 * Two pictures are accepted as one person when their similarity is at least the threshold. The false accept rate (FAR) is the
 * share of different-person pairs that are accepted. Return the smallest of the different-person similarities that can be the
 * threshold without exceeding the rate:
 *
 * $$ t = \min \{ s_i : |\{ j : s_j \ge s_i \}| \le far \cdot N \} $$
 *
 * where s are the similarities of the N different-person pairs. When even the largest one accepts too many (far · N < 1, or ties
 * at the top), nothing may be accepted: return `Infinity`.
 *
 * Example: similarities `[0.1, 0.4, 0.3, 0.2]` at the rate 0.5 give 0.3: two of four are at least 0.3.
 *
 * @param impostors the similarities of pairs of different people, in any order
 * @param far the largest false accept rate, 0 to 1
 * @returns the threshold; accept when similarity ≥ threshold
 */
export function thresholdAtFar(impostors: number[], far: number): number {
  throw new Error('TODO: pick the threshold');
}
