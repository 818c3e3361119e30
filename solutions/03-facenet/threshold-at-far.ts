export function thresholdAtFar(impostors: number[], far: number): number {
  const descending = [...impostors].sort((a, b) => b - a);
  let threshold = Infinity;
  for (let i = 0; i < descending.length; i++) {
    // With ties, all equal similarities are accepted together: look at the last of them.
    if (i + 1 < descending.length && descending[i + 1] === descending[i]) continue;
    if ((i + 1) / descending.length > far) break;
    threshold = descending[i];
  }
  return threshold;
}
