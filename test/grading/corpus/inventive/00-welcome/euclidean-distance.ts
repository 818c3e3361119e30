/** Never squares a large number: the largest difference is taken out first. */
export function euclideanDistance(a: number[], b: number[]): number {
  const apart = a.map((x, i) => Math.abs(x - b[i]));
  const scale = Math.max(...apart);
  if (scale === 0) return 0;
  return scale * Math.sqrt(apart.reduce((sum, d) => sum + (d / scale) * (d / scale), 0));
}
