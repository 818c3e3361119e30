/** The share that must be kept out is 1 − far: from below, that many can be skipped. */
export function thresholdAtFar(impostors: number[], far: number): number {
  const ascending = Float64Array.from(impostors).sort();
  const keepOut = (1 - far) * ascending.length;
  const first = ascending.findIndex((s, i) => i >= keepOut && s !== ascending[i - 1]);
  return first < 0 ? Infinity : ascending[first];
}
