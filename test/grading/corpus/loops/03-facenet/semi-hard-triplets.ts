export function semiHardTriplets(distances: number[][], labels: number[], margin: number): [number, number, number][] {
  const out: [number, number, number][] = [];
  const n = labels.length;
  // backwards on purpose: any order is allowed, and with <= the first of equals stays
  for (let a = n - 1; a >= 0; a--) {
    for (let p = n - 1; p >= 0; p--) {
      if (p === a || labels[p] !== labels[a]) continue;
      let best: number | undefined;
      let gap = margin;
      for (let c = n - 1; c >= 0; c--) {
        if (labels[c] === labels[a]) continue;
        const behind = distances[a][c] - distances[a][p];
        if (behind <= 0 || behind >= margin) continue;
        if (behind <= gap) {
          gap = behind;
          best = c;
        }
      }
      if (best !== undefined) out.push([a, p, best]);
    }
  }
  return out;
}
