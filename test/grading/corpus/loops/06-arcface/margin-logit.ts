export function marginLogit(cosine: number, margins: { m1: number; m2: number; m3: number }): number {
  let c = cosine;
  if (c > 1) c = 1;
  if (c < -1) c = -1;
  let angle = Math.acos(c);
  angle *= margins.m1;
  angle += margins.m2;
  return Math.cos(angle) - margins.m3;
}
