export function tarAtFar(similarities: number[], same: boolean[], far: number): number {
  const genuine = similarities.filter((_, i) => same[i]);
  const impostors = similarities.filter((_, i) => !same[i]);
  let threshold = Infinity;
  for (const candidate of [...new Set(similarities)].sort((a, b) => b - a)) {
    const accepted = impostors.filter((similarity) => similarity >= candidate).length;
    if (accepted / impostors.length > far) break;
    threshold = candidate;
  }
  return genuine.filter((similarity) => similarity >= threshold).length / genuine.length;
}
