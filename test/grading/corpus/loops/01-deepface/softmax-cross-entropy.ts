export function softmaxCrossEntropy(logits: number[], label: number): number {
  // log(e^a + e^b) one after another, always with the larger one taken out
  let log = -Infinity;
  for (const z of logits) {
    const high = Math.max(log, z);
    const low = Math.min(log, z);
    log = high + Math.log1p(Math.exp(low - high));
  }
  return log - logits[label];
}
