export function filterClasses(embeddings: number[][], labels: number[], threshold: number): number[] {
  const dim = embeddings[0].length;
  const most = Math.max(...labels) + 1;
  const means = new Float64Array(most * dim);
  const lengths = new Float64Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    for (let d = 0; d < dim; d++) lengths[i] += embeddings[i][d] ** 2;
    lengths[i] = Math.sqrt(lengths[i]);
    for (let d = 0; d < dim; d++) means[labels[i] * dim + d] += embeddings[i][d] / lengths[i];
  }
  const kept: number[] = [];
  for (let i = 0; i < labels.length; i++) {
    let dot = 0;
    let square = 0;
    for (let d = 0; d < dim; d++) {
      const mu = means[labels[i] * dim + d];
      dot += embeddings[i][d] * mu;
      square += mu * mu;
    }
    if (dot / (lengths[i] * Math.sqrt(square)) >= threshold) kept.push(labels[i]);
    else kept.push(-1);
  }
  return kept;
}
