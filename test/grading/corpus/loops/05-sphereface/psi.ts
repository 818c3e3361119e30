export function psi(theta: number, m: number): number {
  // look for the piece that theta is in
  let k = 0;
  while (k < m - 1 && theta > ((k + 1) * Math.PI) / m) k++;
  const wave = Math.cos(m * theta);
  if (k % 2 === 1) return -wave - 2 * k;
  return wave - 2 * k;
}
