export function softmaxCrossEntropy(logits: number[], label: number): number {
  // The loss does not change when all logits move; with the largest at 0 no exponential overflows.
  const largest = Math.max(...logits);
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - largest);
  return Math.log(sum) + largest - logits[label];
}
