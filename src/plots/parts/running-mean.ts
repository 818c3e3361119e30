/**
 * Mean over a twentieth of the steps around each one. It is centred, so that a falling curve is not drawn to the right of what was
 * measured: near both ends the window shrinks to the nearer end, and the first and last value are those measured.
 */
export function centredMean(values: ArrayLike<number>): number[] {
  const reach = Math.round(values.length / 40);
  const sums = new Float64Array(values.length + 1);
  for (let index = 0; index < values.length; index++) sums[index + 1] = sums[index] + values[index];
  return Array.from(values, (_, index) => {
    const near = Math.min(reach, index, values.length - 1 - index);
    return (sums[index + near + 1] - sums[index - near]) / (2 * near + 1);
  });
}

/** Mean of the last twentieth of the steps, at least one: where a curve has arrived. */
export function lateMean(values: ArrayLike<number>): number {
  const count = Math.max(1, Math.round(values.length / 20));
  const late = Array.from(values).slice(-count);
  return late.reduce((sum, value) => sum + value, 0) / late.length;
}
