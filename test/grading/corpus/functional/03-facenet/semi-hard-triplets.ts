type Triplet = [number, number, number];

export function semiHardTriplets(distances: number[][], labels: number[], margin: number): Triplet[] {
  const all = [...labels.keys()];
  return all.flatMap((a) =>
    all
      .filter((p) => p !== a && labels[p] === labels[a])
      .flatMap((p): Triplet[] => {
        const [nearest] = all
          .filter((n) => labels[n] !== labels[a])
          .filter((n) => distances[a][p] < distances[a][n] && distances[a][n] < distances[a][p] + margin)
          .sort((m, n) => distances[a][m] - distances[a][n]);
        return nearest === undefined ? [] : [[a, p, nearest]];
      }),
  );
}
