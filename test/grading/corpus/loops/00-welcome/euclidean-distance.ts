export function euclideanDistance(a: number[], b: number[]): number {
  let i = a.length;
  let total = 0;
  while (i-- > 0) {
    const d = b[i] - a[i];
    total += d * d;
  }
  return total ** 0.5;
}
