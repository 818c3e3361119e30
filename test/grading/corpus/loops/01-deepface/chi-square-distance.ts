export function chiSquareDistance(f: number[], g: number[], weights: number[]): number {
  let d = 0;
  for (let i = 0; i < f.length; i++) {
    if (f[i] === 0 && g[i] === 0) continue;
    const diff = f[i] - g[i];
    d += weights[i] * diff * (diff / (f[i] + g[i]));
  }
  return d;
}
