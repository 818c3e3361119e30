// log(1 + the others, all relative to the true class); if that overflows, relative to the largest.
export const softmaxCrossEntropy = (logits: number[], label: number): number => {
  const top = logits.reduce((a, b) => (a > b ? a : b));
  const total = logits.map((z) => Math.exp(z - top)).reduce((a, b) => a + b);
  return top - logits[label] + Math.log(total);
};
