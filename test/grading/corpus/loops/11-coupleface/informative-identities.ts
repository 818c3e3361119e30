export function informativeIdentities(prototypes: number[][], labels: number[], k: number): number[][] {
  const n = prototypes.length;
  // the whole table of cosines once
  const length = prototypes.map((p) => Math.sqrt(p.reduce((s, x) => s + x * x, 0)));
  const table: Float64Array[] = [];
  for (let i = 0; i < n; i++) {
    table.push(new Float64Array(n));
    for (let j = 0; j < n; j++) {
      for (let d = 0; d < prototypes[i].length; d++) table[i][j] += prototypes[i][d] * prototypes[j][d];
      table[i][j] /= length[i] * length[j];
    }
  }
  const result: number[][] = [];
  for (let i = 0; i < n; i++) {
    // insertion into a short list of k
    const top: number[] = [];
    for (let j = 0; j < n; j++) {
      if (labels[j] === labels[i]) continue;
      let place = top.length;
      while (place > 0 && table[i][j] > table[i][top[place - 1]]) place--;
      top.splice(place, 0, j);
      if (top.length > k) top.pop();
    }
    result.push(top);
  }
  return result;
}
