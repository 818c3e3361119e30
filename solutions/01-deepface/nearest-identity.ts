export function nearestIdentity(gallery: number[][], labels: number[], probe: number[], k: number): number {
  const similarities = gallery.map((picture) => cosine(picture, probe));
  const nearest = gallery
    .map((_, index) => index)
    .sort((a, b) => similarities[b] - similarities[a] || a - b)
    .slice(0, k);
  const votes = new Map<number, number>();
  for (const index of nearest) votes.set(labels[index], (votes.get(labels[index]) ?? 0) + 1);
  let winner = labels[nearest[0]];
  // From near to far, and only more votes win: a tie stays with the nearest.
  for (const index of nearest) if (votes.get(labels[index])! > votes.get(winner)!) winner = labels[index];
  return winner;
}

function cosine(a: number[], b: number[]): number {
  let product = 0;
  for (let i = 0; i < a.length; i++) product += a[i] * b[i];
  return product / (Math.hypot(...a) * Math.hypot(...b));
}
