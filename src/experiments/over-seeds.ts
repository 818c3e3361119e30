/** Mean, and how far the seeds lie apart. */
export interface Spread {
  mean: number;
  /** Sample standard deviation, divisor n − 1; 0 for one seed. */
  deviation: number;
  low: number;
  high: number;
  count: number;
}

/** Mean, standard deviation and range of one number over seeds. */
export function spread(values: number[]): Spread {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = count > 1 ? Math.sqrt(squares / (count - 1)) : 0;
  return { mean, deviation, low: Math.min(...values), high: Math.max(...values), count };
}

/** `0.953 ± 0.004`, as tables show a spread over seeds. */
export function formatSpread({ mean, deviation }: Spread, digits = 3): string {
  return `${mean.toFixed(digits)} ± ${deviation.toFixed(digits)}`;
}
