export function updatedCenters(
  embeddings: number[][],
  labels: number[],
  centers: number[][],
  alpha: number,
): number[][] {
  return centers.map((center, j) => {
    const members = embeddings.filter((_, i) => labels[i] === j);
    return center.map((value, d) => {
      let pull = 0;
      for (const member of members) pull += value - member[d];
      return value - (alpha * pull) / (1 + members.length);
    });
  });
}
