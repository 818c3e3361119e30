/** k times the best of what is left, on unit vectors kept in one flat array. */
export function informativeIdentities(prototypes: number[][], labels: number[], k: number): number[][] {
  const dim = prototypes[0].length;
  const flat = new Float64Array(prototypes.length * dim);
  prototypes.forEach((row, i) => {
    const length = Math.hypot(...row);
    row.forEach((x, d) => (flat[i * dim + d] = x / length));
  });
  const rowOf = (i: number): Float64Array => flat.subarray(i * dim, (i + 1) * dim);
  return prototypes.map((_, i) => {
    const mine = rowOf(i);
    const left = new Map<number, number>();
    labels.forEach(
      (label, j) =>
        label !== labels[i] &&
        left.set(
          j,
          rowOf(j).reduce((s, x, d) => s + x * mine[d], 0),
        ),
    );
    const picked: number[] = [];
    while (picked.length < k) {
      const [best] = [...left].reduce((top, next) => (next[1] > top[1] ? next : top));
      left.delete(best);
      picked.push(best);
    }
    return picked;
  });
}
