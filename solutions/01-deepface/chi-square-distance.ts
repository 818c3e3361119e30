export function chiSquareDistance(f: number[], g: number[], weights: number[]): number {
  let distance = 0;
  for (let i = 0; i < f.length; i++) {
    const sum = f[i] + g[i];
    if (sum === 0) continue;
    distance += (weights[i] * (f[i] - g[i]) ** 2) / sum;
  }
  return distance;
}
