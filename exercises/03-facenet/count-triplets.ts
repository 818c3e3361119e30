/**
 * Counts the triplets (anchor, positive, negative) in a set of pictures.
 *
 * $$ T = \sum_c n_c (n_c - 1) (N - n_c) $$
 *
 * where n_c is the number of pictures of person c and N the number of all pictures: an anchor and another picture of the same
 * person, in this order, and any picture of somebody else.
 *
 * Example: two people with two pictures each, `[0, 0, 1, 1]`, give 2 · 1 · 2 + 2 · 1 · 2 = 8.
 *
 * @param labels who is on each picture
 * @returns the number of triplets; 0 when nobody has two pictures or there is only one person
 */
export function countTriplets(labels: number[]): number {
  throw new Error('TODO: count the triplets');
}
