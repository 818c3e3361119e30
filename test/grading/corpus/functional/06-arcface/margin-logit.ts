const clamp = (low: number, high: number) => (x: number) => Math.min(high, Math.max(low, x));

// cos(a + b) taken apart
export const marginLogit = (cosine: number, { m1, m2, m3 }: { m1: number; m2: number; m3: number }): number => {
  const angle = m1 * Math.acos(clamp(-1, 1)(cosine));
  return Math.cos(angle) * Math.cos(m2) - Math.sin(angle) * Math.sin(m2) - m3;
};
