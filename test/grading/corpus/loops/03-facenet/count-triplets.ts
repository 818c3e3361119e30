export function countTriplets(labels: number[]): number {
  // every pair of the same person once, times two for the order
  let count = 0;
  for (let a = 0; a < labels.length; a++) {
    for (let p = 0; p < a; p++) {
      if (labels[a] !== labels[p]) continue;
      for (let n = 0; n < labels.length; n++) if (labels[n] !== labels[a]) count += 2;
    }
  }
  return count;
}
