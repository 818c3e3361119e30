const unit = (v: number[]): number[] => v.map((x) => x / Math.sqrt(v.reduce((s, y) => s + y * y, 0)));

export const informativeIdentities = (prototypes: number[][], labels: number[], k: number): number[][] => {
  const directions = prototypes.map(unit);
  const apart = (a: number, b: number): number =>
    directions[a].reduce((sum, x, d) => sum + (x - directions[b][d]) ** 2, 0);
  return labels.map((own, row) =>
    labels
      .map((label, other) => ({ label, other }))
      .filter(({ label }) => label !== own)
      .map(({ other }) => ({ other, distance: apart(row, other) }))
      .sort((a, b) => a.distance - b.distance)
      .map(({ other }) => other)
      .slice(0, k),
  );
};
