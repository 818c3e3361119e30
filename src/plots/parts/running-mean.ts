/** Mean over the last twentieth of the steps so far: smooth, and never looks ahead. */
export function runningMean(values: ArrayLike<number>): number[] {
  const window = Math.max(1, Math.round(values.length / 20));
  let sum = 0;
  return Array.from(values, (value, index) => {
    sum += value - (index >= window ? values[index - window] : 0);
    return sum / Math.min(index + 1, window);
  });
}
