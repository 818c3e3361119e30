export const contrastiveTerm = (d: number, same: boolean, margin: number): number =>
  (same ? d : Math.max(margin - d, 0)) ** 2 / 2;
