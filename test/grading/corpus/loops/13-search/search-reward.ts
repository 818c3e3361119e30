export function searchReward(genuine: number[], impostors: number[], fars: number[], weights: number[]): number {
  const down = new Float64Array(impostors).sort().reverse();
  let reward = 0;
  for (let r = 0; r < fars.length; r++) {
    // So many impostors may pass. Everything above the next one is safe.
    const allowed = Math.floor(fars[r] * impostors.length);
    const wall = allowed < down.length ? down[allowed] : -Infinity;
    let accepted = 0;
    for (const g of genuine) if (g > wall) accepted++;
    reward += weights[r] * (accepted / genuine.length);
  }
  return reward;
}
