/**
 * How large must the scale s be? Even a perfect embedding, at its own weight and equally far from all others, has a probability that s
 * bounds: the weights of C classes can be no more than arccos(−1 / (C − 1)) apart, so the softmax gives its class at most
 *
 * $$ P(s) = \frac{e^s}{e^s + (C - 1) \, e^{-s / (C - 1)}} $$
 *
 * This grows with s. Search for the scale at which it reaches the wanted probability, to eight digits (NormFace, CosFace).
 *
 * Example: of C = 2 classes P(1) = 0.8808 and P(1.2) = 0.9168, so 0.9 lies between: P(1.0986) = 0.9000.
 *
 * @param classes C, at least 2
 * @param probability P, above 1 / C and below 1
 * @returns the smallest scale
 */
export function smallestScale(classes: number, probability: number): number {
  throw new Error('TODO: the smallest scale');
}
