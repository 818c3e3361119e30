/** Union-find; the smaller root stays the root. */
class Sets {
  private readonly parent: number[];

  constructor(size: number) {
    this.parent = Array.from(Array(size).keys());
  }

  find(i: number): number {
    if (this.parent[i] !== i) this.parent[i] = this.find(this.parent[i]);
    return this.parent[i];
  }

  join(a: number, b: number): void {
    const [low, high] = [this.find(a), this.find(b)].sort((x, y) => x - y);
    this.parent[high] = low;
  }
}

export function mergeClasses(means: number[][], threshold: number): number[] {
  const sets = new Sets(means.length);
  const length = means.map((mean) => Math.hypot(...mean));
  means.forEach((a, i) =>
    means.slice(0, i).forEach((b, j) => {
      const product = a.reduce((sum, x, d) => sum + x * b[d], 0);
      if (product > threshold * length[i] * length[j]) sets.join(i, j);
    }),
  );
  return means.map((_, i) => sets.find(i));
}
