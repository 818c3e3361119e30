/** Walks down the ROC curve, one group of equal similarities after another. */
export function tarAtFar(similarities: number[], same: boolean[], far: number): number {
  const genuine = same.filter(Boolean).length;
  const impostors = same.length - genuine;
  const groups = new Map<number, { hits: number; misses: number }>();
  similarities.forEach((s, i) => {
    const group = groups.get(s) ?? { hits: 0, misses: 0 };
    if (same[i]) group.hits++;
    else group.misses++;
    groups.set(s, group);
  });
  let [tp, fp] = [0, 0];
  for (const s of [...groups.keys()].sort((a, b) => b - a)) {
    const { hits, misses } = groups.get(s)!;
    if ((fp + misses) / impostors > far) break;
    tp += hits;
    fp += misses;
  }
  return tp / genuine;
}
