export function marginLogit(cosine: number, margins: { m1: number; m2: number; m3: number }): number {
  const theta = Math.acos(Math.min(1, Math.max(-1, cosine)));
  return Math.cos(margins.m1 * theta + margins.m2) - margins.m3;
}
