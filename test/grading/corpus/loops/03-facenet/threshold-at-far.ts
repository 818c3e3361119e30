export function thresholdAtFar(impostors: number[], far: number): number {
  let threshold = Infinity;
  for (const candidate of impostors) {
    if (candidate >= threshold) continue;
    let accepted = 0;
    for (const s of impostors) if (s >= candidate) accepted++;
    if (accepted / impostors.length <= far) threshold = candidate;
  }
  return threshold;
}
