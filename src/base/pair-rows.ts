/** Calls `visit` with every pair of rows first < second of `count` rows, in order, and with the position of the pair. */
export function eachPair(count: number, visit: (first: number, second: number, position: number) => void): void {
  let position = 0;
  for (let first = 0; first < count; first++) {
    for (let second = first + 1; second < count; second++) visit(first, second, position++);
  }
}

/** How many pairs `count` rows have: count (count − 1) / 2. */
export function pairsAmong(count: number): number {
  return (count * count - count) / 2;
}
