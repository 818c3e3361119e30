/** The quantile: with so many impostors kept out, count how many true pairs are above the rest. */
export function searchReward(genuine: number[], impostors: number[], fars: number[], weights: number[]): number {
  const [g, s] = [genuine, impostors].map((values) => Float64Array.from(values).sort());
  const atLeast = (sorted: Float64Array, t: number): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle] >= t) high = middle;
      else low = middle + 1;
    }
    return sorted.length - low;
  };
  const thresholds = Float64Array.from([...genuine, ...impostors]).sort();
  return fars.reduce((reward, far, r) => {
    const t = thresholds.find((candidate) => atLeast(s, candidate) <= far * s.length) ?? Infinity;
    return reward + weights[r] * (atLeast(g, t) / g.length);
  }, 0);
}
