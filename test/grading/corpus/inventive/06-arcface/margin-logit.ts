export const marginLogit = (() => {
  const { acos, cos, max, min } = Math;
  const angleOf = (cosine: number): number => acos(max(min(cosine, 1), -1));
  return function (cosine: number, margins: { m1: number; m2: number; m3: number }): number {
    const { m1, m2, m3 } = margins;
    return -m3 + cos(m2 + m1 * angleOf(cosine));
  };
})();
