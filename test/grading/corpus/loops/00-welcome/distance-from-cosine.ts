export function distanceFromCosine(cosine: number): number {
  if (cosine >= 1) return 0;
  if (cosine <= -1) return 2;
  return Math.SQRT2 * Math.sqrt(1 - cosine);
}
