export function contrastiveTerm(distance: number, same: boolean, margin: number): number {
  if (same) {
    return (distance * distance) / 2;
  } else if (distance >= margin) {
    return 0;
  } else {
    return Math.pow(margin - distance, 2) / 2;
  }
}
