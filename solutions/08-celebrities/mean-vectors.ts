export function meanVectors(embeddings: number[][], labels: number[]): number[][] {
  const people = [...new Set(labels)].sort((a, b) => a - b);
  return people.map((person) => {
    const mean = embeddings[0].map(() => 0);
    embeddings.forEach((embedding, i) => {
      if (labels[i] !== person) return;
      const direction = unit(embedding);
      for (let d = 0; d < mean.length; d++) mean[d] += direction[d];
    });
    return unit(mean);
  });
}

function unit(vector: number[]): number[] {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
