/** Each piece is the first one again, mirrored and 2 lower: go down piece by piece. */
export function psi(theta: number, m: number): number {
  const width = Math.PI / m;
  if (theta <= width) return Math.cos(m * theta);
  return psi(theta - width, m) - 2;
}
