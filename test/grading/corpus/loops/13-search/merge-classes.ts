export function mergeClasses(means: number[][], threshold: number): number[] {
  const n = means.length;
  const groups = new Array<number>(n).fill(-1);
  const dot = (a: number[], b: number[]): number => {
    let sum = 0;
    for (let d = 0; d < a.length; d++) sum += a[d] * b[d];
    return sum;
  };
  // flood fill; starting from the smallest class, the group gets its number
  for (let start = 0; start < n; start++) {
    if (groups[start] !== -1) continue;
    const stack = [start];
    while (stack.length > 0) {
      const here = stack.pop()!;
      if (groups[here] !== -1) continue;
      groups[here] = start;
      for (let next = 0; next < n; next++) {
        if (groups[next] !== -1) continue;
        const cosine =
          dot(means[here], means[next]) / Math.sqrt(dot(means[here], means[here]) * dot(means[next], means[next]));
        if (cosine > threshold) stack.push(next);
      }
    }
  }
  return groups;
}
