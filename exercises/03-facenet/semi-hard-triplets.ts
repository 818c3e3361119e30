/**
 * Mines semi-hard triplets from a table of squared distances. For every ordered pair (a, p) of two different pictures of one
 * person, take the closest negative that is farther than the positive but still within the margin:
 *
 * $$ n = \arg\min_n d_{an} \quad\text{with}\quad d_{ap} < d_{an} < d_{ap} + margin $$
 *
 * A pair without such a negative gives no triplet. Of two equally close negatives, the first one counts.
 *
 * Example: labels `[0, 0, 1]` and distances `[[0, 0.5, 0.6], [0.5, 0, 0.9], [0.6, 0.9, 0]]` with the margin 0.2 give
 * `[[0, 1, 2]]`: for the pair (0, 1) the negative at 0.6 lies between 0.5 and 0.7; for (1, 0) the one at 0.9 is too far.
 *
 * @param distances `distances[i][j]`, squared Euclidean, between pictures i and j
 * @param labels who is on each picture
 * @param margin the width of the band behind the positive
 * @returns triplets [anchor, positive, negative], in any order
 */
export function semiHardTriplets(distances: number[][], labels: number[], margin: number): [number, number, number][] {
  throw new Error('TODO: mine semi-hard triplets');
}
