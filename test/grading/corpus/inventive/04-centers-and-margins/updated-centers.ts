/** Running sums in a Map; c − α (n c − Σ x) / (1 + n). */
export function updatedCenters(
  embeddings: number[][],
  labels: number[],
  centers: number[][],
  alpha: number,
): number[][] {
  const seen = new Map<number, { n: number; sum: number[] }>();
  embeddings.forEach((x, i) => {
    const entry = seen.get(labels[i]);
    if (entry === undefined) seen.set(labels[i], { n: 1, sum: [...x] });
    else {
      entry.n++;
      x.forEach((value, d) => (entry.sum[d] += value));
    }
  });
  const moved = structuredClone(centers);
  for (const [j, { n, sum }] of seen) {
    for (const d of sum.keys()) moved[j][d] -= (alpha * (n * centers[j][d] - sum[d])) / (1 + n);
  }
  return moved;
}
