export function psi(theta: number, m: number): number {
  // At the border of two pieces both give the same value, so it does not matter which one rounding picks.
  const k = Math.floor((m * theta) / Math.PI);
  const sign = k % 2 === 0 ? 1 : -1;
  return sign * Math.cos(m * theta) - 2 * k;
}
