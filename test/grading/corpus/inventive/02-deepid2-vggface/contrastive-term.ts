const off = {
  true: (distance: number): number => distance,
  false: (distance: number, margin: number): number => (margin - distance + Math.abs(margin - distance)) / 2,
};

export function contrastiveTerm(distance: number, same: boolean, margin: number): number {
  const d = off[`${same}`](distance, margin);
  return d * d * 0.5;
}
