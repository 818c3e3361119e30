const dot = (a: number[], b: number[]): number => a.reduce((s, x, i) => s + x * b[i], 0);
const unit = (v: number[]): number[] => v.map((x) => x / Math.sqrt(dot(v, v)));

export const filterClasses = (embeddings: number[][], labels: number[], threshold: number): number[] => {
  const z = embeddings.map(unit);
  const mean = (label: number): number[] =>
    z.filter((_, i) => labels[i] === label).reduce((sum, row) => sum.map((x, d) => x + row[d]));
  return labels.map((label, i) => (dot(z[i], unit(mean(label))) >= threshold ? label : -1));
};
