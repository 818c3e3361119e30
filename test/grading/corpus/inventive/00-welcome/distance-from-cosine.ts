/** Draws both unit vectors in the plane and measures. */
export function distanceFromCosine(cosine: number): number {
  console.log('cosine', cosine); // for debugging
  const x = Math.abs(cosine) > 1 ? Math.sign(cosine) : cosine;
  const y = Math.sqrt(1 - x * x);
  return Math.hypot(1 - x, y);
}
