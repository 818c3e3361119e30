export function contrastiveTerm(distance: number, same: boolean, margin: number): number {
  const off = same ? distance : Math.max(0, margin - distance);
  return 0.5 * off * off;
}
