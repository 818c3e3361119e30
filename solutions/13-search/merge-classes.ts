export function mergeClasses(means: number[][], threshold: number): number[] {
  const groups = means.map((_, index) => index);
  for (let a = 0; a < means.length; a++) {
    for (let b = 0; b < a; b++) {
      if (cosine(means[a], means[b]) <= threshold || groups[a] === groups[b]) continue;
      const kept = Math.min(groups[a], groups[b]);
      const joined = Math.max(groups[a], groups[b]);
      for (let c = 0; c < groups.length; c++) if (groups[c] === joined) groups[c] = kept;
    }
  }
  return groups;
}

function cosine(a: number[], b: number[]): number {
  let product = 0;
  for (let i = 0; i < a.length; i++) product += a[i] * b[i];
  return product / (Math.hypot(...a) * Math.hypot(...b));
}
