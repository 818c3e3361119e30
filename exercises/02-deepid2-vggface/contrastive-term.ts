/**
 * What one pair adds to the contrastive loss: a pair of one person is pulled together, a pair of two people is pushed apart until
 * it is a margin away.
 *
 * $$ \ell = \begin{cases} \tfrac12 d^2 & \text{same person} \\ \tfrac12 \max(0, margin - d)^2 & \text{different people} \end{cases} $$
 *
 * Example: two people 0.4 apart, with the margin 1, add ½ · 0.6² = 0.18.
 *
 * @param distance d, Euclidean, 0 or more
 * @param same whether both pictures show one person
 * @param margin from where on different people are far enough
 * @returns the term, 0 or more
 */
export function contrastiveTerm(distance: number, same: boolean, margin: number): number {
  throw new Error('TODO: the contrastive term');
}
