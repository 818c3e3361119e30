export const chiSquareDistance = (f: number[], g: number[], weights: number[]): number =>
  weights
    .map((w, i) => ({ w, difference: f[i] - g[i], sum: f[i] + g[i] }))
    .filter(({ sum }) => sum > 0)
    .map(({ w, difference, sum }) => (w * difference * difference) / sum)
    .reduce((total, term) => total + term, 0);
