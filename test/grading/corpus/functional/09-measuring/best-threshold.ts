export function bestThreshold(similarities: number[], same: boolean[]): number {
  const sorted = [...similarities].sort((a, b) => a - b).filter((s, i, all) => i === 0 || s !== all[i - 1]);
  const ends = [sorted[0] - 1, sorted[sorted.length - 1] + 1];
  const middles = sorted.slice(1).map((s, i) => sorted[i] + (s - sorted[i]) / 2);
  const scored = [ends[0], ...middles, ends[1]].map((threshold) => ({
    threshold,
    wrong: similarities.filter((s, i) => s < threshold === same[i]).length,
  }));
  const fewest = Math.min(...scored.map(({ wrong }) => wrong));
  return scored.find(({ wrong }) => wrong === fewest)!.threshold;
}
