export function semiHardTriplets(distances: number[][], labels: number[], margin: number): [number, number, number][] {
  const triplets: [number, number, number][] = [];
  for (let a = 0; a < labels.length; a++) {
    for (let p = 0; p < labels.length; p++) {
      if (a === p || labels[a] !== labels[p]) continue;
      let best = -1;
      for (let n = 0; n < labels.length; n++) {
        const inBand = distances[a][n] > distances[a][p] && distances[a][n] < distances[a][p] + margin;
        if (labels[n] === labels[a] || !inBand) continue;
        if (best === -1 || distances[a][n] < distances[a][best]) best = n;
      }
      if (best !== -1) triplets.push([a, p, best]);
    }
  }
  return triplets;
}
