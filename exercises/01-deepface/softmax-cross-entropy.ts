/**
 * The softmax cross-entropy of one picture: how surprised the classifier is by the true identity.
 *
 * $$ L = -\log \frac{e^{z_y}}{\sum_j e^{z_j}} = \log \sum_j e^{z_j} - z_y $$
 *
 * Example: two equal logits `[0, 0]` give log 2 = 0.6931, whichever class is true.
 *
 * @param logits z, one number per class; also very large or very small ones
 * @param label y, the true class
 * @returns the loss, 0 or more, never NaN or infinite for finite logits
 */
export function softmaxCrossEntropy(logits: number[], label: number): number {
  throw new Error('TODO: the softmax cross-entropy');
}
