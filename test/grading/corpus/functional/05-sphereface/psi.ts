const { PI, cos, floor, min } = Math;

export const psi = (theta: number, m: number): number =>
  [min(floor((theta * m) / PI), m - 1)].map((k) => (-1) ** k * cos(m * theta) - 2 * k)[0];
