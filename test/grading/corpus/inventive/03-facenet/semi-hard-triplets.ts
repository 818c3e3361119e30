type Triplet = [number, number, number];

function* pairsOf(labels: number[]): Generator<[number, number]> {
  for (const a of labels.keys()) for (const p of labels.keys()) if (a !== p && labels[a] === labels[p]) yield [a, p];
}

/** All negatives of an anchor sorted once, then a binary search for the first one behind the positive. */
export function semiHardTriplets(distances: number[][], labels: number[], margin: number): Triplet[] {
  const sorted = labels.map((own, a) => {
    const strangers = [...labels.keys()].filter((n) => labels[n] !== own);
    return strangers.sort((m, n) => distances[a][m] - distances[a][n] || m - n);
  });
  const triplets: Triplet[] = [];
  for (const [a, p] of pairsOf(labels)) {
    const row = distances[a];
    let [low, high] = [0, sorted[a].length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (row[sorted[a][middle]] > row[p]) high = middle;
      else low = middle + 1;
    }
    const n = sorted[a][low];
    if (n !== undefined && row[n] < row[p] + margin) triplets.push([a, p, n]);
  }
  return triplets;
}
