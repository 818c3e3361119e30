/** In angles: cos(θ + m) can rise again past π, so the angle is folded back before comparing. Smaller is closer. */
export function correctLabels(cosines: number[][], labels: number[], margin: number): number[] {
  const fold = (angle: number): number => {
    const turn = angle % (2 * Math.PI);
    return turn > Math.PI ? 2 * Math.PI - turn : turn;
  };
  return labels.map((label, i) => {
    const angles = cosines[i].map((c) => Math.acos(c));
    let closest = label;
    let angle = angles[label];
    angles.forEach((theta, j) => {
      if (j !== label && fold(theta + margin) < angle) [closest, angle] = [j, fold(theta + margin)];
    });
    return closest;
  });
}
