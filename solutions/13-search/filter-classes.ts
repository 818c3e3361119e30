export function filterClasses(embeddings: number[][], labels: number[], threshold: number): number[] {
  const directions = embeddings.map(unit);
  const means = new Map<number, number[]>();
  directions.forEach((direction, i) => {
    const mean = means.get(labels[i]) ?? direction.map(() => 0);
    means.set(
      labels[i],
      mean.map((value, d) => value + direction[d]),
    );
  });
  return labels.map((label, i) => {
    const mean = unit(means.get(label)!);
    const cosine = directions[i].reduce((sum, value, d) => sum + value * mean[d], 0);
    return cosine >= threshold ? label : -1;
  });
}

function unit(vector: number[]): number[] {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
