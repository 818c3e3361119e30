/** All in one file, with a threshold search of my own. */
export function tenFoldAccuracy(similarities: number[], same: boolean[], folds: number[]): number {
  class Fold {
    readonly test: number[] = [];
    readonly train: number[] = [];

    constructor(readonly name: number) {
      folds.forEach((fold, i) => (fold === name ? this.test : this.train).push(i));
    }

    right(pairs: number[], threshold: number): number {
      return pairs.filter((i) => same[i] === similarities[i] >= threshold).length;
    }

    get threshold(): number {
      const s = [...new Set(this.train.map((i) => similarities[i]))].sort((a, b) => a - b);
      const candidates = [s[0] - 1, ...s.map((value, i) => (i + 1 < s.length ? (value + s[i + 1]) / 2 : value + 1))];
      // from high to low, a later one wins with as many: the smallest
      return candidates
        .reverse()
        .reduce((best, t) => (this.right(this.train, t) >= this.right(this.train, best) ? t : best));
    }

    get accuracy(): number {
      return this.right(this.test, this.threshold) / this.test.length;
    }
  }
  const all = Array.from(new Set(folds), (name) => new Fold(name));
  return all.reduce((sum, fold) => sum + fold.accuracy, 0) / all.length;
}
