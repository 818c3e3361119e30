export function distanceFromCosine(cosine: number): number {
  const clipped = Math.min(1, Math.max(-1, cosine));
  return Math.sqrt(2 - 2 * clipped);
}
