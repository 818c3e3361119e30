const mean = (values: number[]): number => values.reduce((s, v) => s + v, 0) / values.length;

export const unlockRates = (distances: number[][], labels: number[], threshold: number): number[][] =>
  distances[0].map(
    (_, i) =>
    distances[0].map((_, j) => mean(distances.filter((_, s) => labels[s] === i).map((row) => Number(row[j] <= threshold)))), // prettier-ignore
  );
