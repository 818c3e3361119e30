/**
 * How large must the scale s be? Even a perfect embedding, at its own weight and equally far from all others, has a probability that s
 * bounds: for C classes the weights can be no more than arccos(−1 / (C − 1)) apart, and for a probability P at that place
 *
 * $$ s = \frac{C - 1}{C} \log \frac{(C - 1) P}{1 - P} $$
 *
 * is the smallest scale (NormFace, CosFace).
 *
 * Example: C = 2 classes and P = 0.9 need ½ · log 9 = 1.0986.
 *
 * @param classes C, at least 2
 * @param probability P, above 1 / C and below 1
 * @returns the smallest scale
 */
export function smallestScale(classes: number, probability: number): number {
  throw new Error('TODO: the smallest scale');
}
