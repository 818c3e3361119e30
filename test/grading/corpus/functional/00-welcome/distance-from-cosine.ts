/** Half the angle: the chord is 2 sin(θ / 2). */
export const distanceFromCosine = (cosine: number): number =>
  2 * Math.sin(Math.acos(Math.max(-1, Math.min(cosine, 1))) / 2);
