export function searchReward(genuine: number[], impostors: number[], fars: number[], weights: number[]): number {
  let reward = 0;
  for (let r = 0; r < fars.length; r++) {
    const threshold = thresholdAt(genuine, impostors, fars[r]);
    const accepted = genuine.filter((similarity) => similarity >= threshold).length;
    reward += (weights[r] * accepted) / genuine.length;
  }
  return reward;
}

function thresholdAt(genuine: number[], impostors: number[], far: number): number {
  let threshold = Infinity;
  for (const candidate of [...genuine, ...impostors].sort((a, b) => b - a)) {
    const accepted = impostors.filter((similarity) => similarity >= candidate).length;
    if (accepted / impostors.length > far) break;
    threshold = candidate;
  }
  return threshold;
}
