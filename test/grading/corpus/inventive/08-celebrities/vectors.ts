/** A file of my own, for both functions of the chapter. */
export function length(v: number[]): number {
  return Math.sqrt(v.reduce((s, x) => s + x * x, 0));
}

export function zeros(rows: number, columns: number): number[][] {
  return [...Array(rows)].map(() => Array<number>(columns).fill(0));
}
