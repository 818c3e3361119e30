const unit = (v: number[]): number[] => v.map((x) => x / Math.hypot(...v));
const columns = (rows: number[][]): number[][] => rows[0].map((_, d) => rows.map((row) => row[d]));
const average = (values: number[]): number => values.reduce((s, x) => s + x, 0) / values.length;

export const meanVectors = (embeddings: number[][], labels: number[]): number[][] =>
  Array.from(new Set(labels))
    .sort((a, b) => a - b)
    .map((person) => embeddings.filter((_, i) => labels[i] === person).map(unit))
    .map((own) => unit(columns(own).map(average)));
