/** How much larger each logit is than the true one: L = log Σ e^(z_j − z_y). Recursive, two at a time. */
export function softmaxCrossEntropy(logits: number[], label: number): number {
  const lse = (from: number, to: number): number => {
    if (to - from === 1) return logits[from] - logits[label];
    const middle = (from + to) >> 1;
    const [a, b] = [lse(from, middle), lse(middle, to)];
    return a > b ? a + Math.log1p(Math.exp(b - a)) : b + Math.log1p(Math.exp(a - b));
  };
  return lse(0, logits.length);
}
