/** The derivatives of the squared error set to zero, as a 4 × 4 system, solved by Gauss-Jordan. */
class LinearSystem {
  private readonly rows: Float64Array[];

  constructor(private readonly unknowns: number) {
    this.rows = Array.from({ length: unknowns }, () => new Float64Array(unknowns + 1));
  }

  /** Adds one equation of the least squares: coefficients · unknowns = value. */
  fit(coefficients: number[], value: number): void {
    const all = [...coefficients, value];
    for (let r = 0; r < this.unknowns; r++) all.forEach((x, c) => (this.rows[r][c] += coefficients[r] * x));
  }

  solve(): number[] {
    const m = this.rows;
    for (let k = 0; k < this.unknowns; k++) {
      let pivot = k;
      for (let r = k + 1; r < this.unknowns; r++) if (Math.abs(m[r][k]) > Math.abs(m[pivot][k])) pivot = r;
      [m[k], m[pivot]] = [m[pivot], m[k]];
      m[k] = m[k].map((x) => x / m[k][k]);
      for (let r = 0; r < this.unknowns; r++) if (r !== k) m[r] = m[r].map((x, c) => x - m[r][k] * m[k][c]);
    }
    return m.map((row) => row[this.unknowns]);
  }
}

export function similarityTransform(from: [number, number][], to: [number, number][]): number[][] {
  const system = new LinearSystem(4);
  from.forEach(([x, y], i) => {
    system.fit([x, -y, 1, 0], to[i][0]);
    system.fit([y, x, 0, 1], to[i][1]);
  });
  const [a, b, tx, ty] = system.solve();
  return [
    [a, -b, tx],
    [b, a, ty],
  ];
}
