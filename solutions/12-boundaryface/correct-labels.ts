export function correctLabels(cosines: number[][], labels: number[], margin: number): number[] {
  return cosines.map((row, i) => {
    const label = labels[i];
    let rival = -1;
    let best = -Infinity;
    row.forEach((cosine, j) => {
      const behindMargin = Math.cos(Math.acos(cosine) + margin);
      if (j !== label && behindMargin > best) [rival, best] = [j, behindMargin];
    });
    return best > row[label] ? rival : label;
  });
}
