export function countTriplets(labels: number[]): number {
  // Σ n (n − 1)(N − n) = N Σ n² − N² − Σ n³ + Σ n², from a sorted list, with big integers to be safe
  const sorted = Int32Array.from(labels).sort();
  const n = BigInt(labels.length);
  let squares = 0n;
  let cubes = 0n;
  for (let start = 0, end = 0; start < sorted.length; start = end) {
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    const run = BigInt(end - start);
    squares += run ** 2n;
    cubes += run ** 3n;
  }
  return Number(n * squares - n ** 2n - cubes + squares);
}
