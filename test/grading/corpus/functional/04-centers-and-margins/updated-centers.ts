const add = (a: number[], b: number[]): number[] => a.map((x, d) => x + b[d]);
const scale = (a: number[], by: number): number[] => a.map((x) => x * by);

export const updatedCenters = (
  embeddings: number[][],
  labels: number[],
  centers: number[][],
  alpha: number,
): number[][] =>
  centers.map((center, j) => {
    const own = embeddings.filter((_, i) => labels[i] === j);
    const towards = own.map((x) => add(x, scale(center, -1))).reduce(add, scale(center, 0));
    return add(center, scale(towards, alpha / (own.length + 1)));
  });
