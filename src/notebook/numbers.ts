/** A share as per cent, for text and tables: `percent(0.123)` is `12.3 %`. A share of nothing, 0 / 0, is a dash. */
export function percent(share: number, digits = 1): string {
  if (Number.isNaN(share)) return '–';
  return `${(100 * share).toFixed(digits)} %`;
}

/** Radians as a number of degrees. */
export function inDegrees(radians: number): number {
  return (radians * 180) / Math.PI;
}

/** Mean of some numbers. */
export function meanOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

/** What the recorded runs of one name gave, seed by seed. */
export function valuesOf<R extends object>(
  records: { name: string; result: R }[],
  name: string,
  value: (result: R & object) => number,
): number[] {
  return records.filter((record) => record.name === name).map(({ result }) => value(result));
}

/** A difference of shares with its interval, in points of 1/100: `+1.2 points (0.4 to 2.0)`, with a true minus sign. */
export function inPoints({ mean, low, high }: { mean: number; low: number; high: number }): string {
  const signed = (share: number): string =>
    (100 * share)
      .toFixed(1)
      .replace(/^-(?=0\.0$)/, '')
      .replace('-', '−');
  return `${signed(mean).startsWith('−') ? '' : '+'}${signed(mean)} points (${signed(low)} to ${signed(high)})`;
}
