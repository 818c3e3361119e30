export function updatedCenters(
  embeddings: number[][],
  labels: number[],
  centers: number[][],
  alpha: number,
): number[][] {
  const dim = centers[0].length;
  const counts = new Int32Array(centers.length);
  const pulls = new Float64Array(centers.length * dim);
  for (let i = 0; i < labels.length; i++) {
    counts[labels[i]]++;
    for (let d = 0; d < dim; d++) pulls[labels[i] * dim + d] += centers[labels[i]][d] - embeddings[i][d];
  }
  const result: number[][] = [];
  for (let j = 0; j < centers.length; j++) {
    const row: number[] = [];
    for (let d = 0; d < dim; d++) row.push(centers[j][d] - (alpha * pulls[j * dim + d]) / (1 + counts[j]));
    result.push(row);
  }
  return result;
}
