export function bestThreshold(similarities: number[], same: boolean[]): number {
  const distinct = [...new Set(similarities)].sort((a, b) => a - b);
  const candidates = [distinct[0] - 1];
  for (let i = 1; i < distinct.length; i++) candidates.push((distinct[i - 1] + distinct[i]) / 2);
  candidates.push(distinct[distinct.length - 1] + 1);
  let best = candidates[0];
  let most = -1;
  for (const threshold of candidates) {
    const right = similarities.filter((similarity, i) => similarity >= threshold === same[i]).length;
    // Only more counts: of equally good candidates the first, the smallest, stays.
    if (right > most) [best, most] = [threshold, right];
  }
  return best;
}
