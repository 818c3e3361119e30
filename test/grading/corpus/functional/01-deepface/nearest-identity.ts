const unit = (v: number[]): number[] => v.map((x) => x / Math.hypot(...v));

export function nearestIdentity(gallery: number[][], labels: number[], probe: number[], k: number): number {
  const target = unit(probe);
  // On the unit sphere: most similar = closest. sort is stable, so equal ones stay in the order of the gallery.
  const neighbours = gallery
    .map((row, index) => ({ label: labels[index], distance: Math.hypot(...unit(row).map((x, d) => x - target[d])) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, k)
    .map(({ label }) => label);
  const votes = (label: number): number => neighbours.filter((other) => other === label).length;
  return neighbours.reduce((winner, label) => (votes(label) > votes(winner) ? label : winner));
}
