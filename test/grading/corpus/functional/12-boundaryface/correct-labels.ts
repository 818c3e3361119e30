export const correctLabels = (cosines: number[][], labels: number[], margin: number): number[] => {
  const [c, s] = [Math.cos(margin), Math.sin(margin)];
  // cos(θ + m) = cos θ cos m − sin θ sin m, and sin θ ≥ 0 because θ is between 0 and π
  const behind = (cos: number): number => cos * c - Math.sqrt(1 - cos ** 2) * s;
  return cosines.map((row, i) => {
    const others = row.map((cos, j) => (j === labels[i] ? -Infinity : behind(cos)));
    const best = Math.max(...others);
    return best > row[labels[i]] ? others.indexOf(best) : labels[i];
  });
};
