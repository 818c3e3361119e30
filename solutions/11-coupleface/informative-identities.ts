export function informativeIdentities(prototypes: number[][], labels: number[], k: number): number[][] {
  return prototypes.map((prototype, row) => {
    const similarities = prototypes.map((other) => cosine(prototype, other));
    const others = prototypes.map((_, other) => other).filter((other) => labels[other] !== labels[row]);
    return others.sort((a, b) => similarities[b] - similarities[a] || a - b).slice(0, k);
  });
}

function cosine(a: number[], b: number[]): number {
  let product = 0;
  for (let i = 0; i < a.length; i++) product += a[i] * b[i];
  return product / (Math.hypot(...a) * Math.hypot(...b));
}
