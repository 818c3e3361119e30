const dot = (a: number[], b: number[]): number => a.reduce((s, x, i) => s + x * b[i], 0);
const cosine = (a: number[], b: number[]): number => dot(a, b) / Math.hypot(...a) / Math.hypot(...b);

/** Everybody takes the smallest number among the neighbours, until nothing changes. */
export const mergeClasses = (means: number[][], threshold: number): number[] => {
  const step = (groups: number[]): number[] =>
    means.map((a, i) => Math.min(groups[i], ...groups.filter((_, j) => cosine(a, means[j]) > threshold)));
  const settle = (groups: number[]): number[] => {
    const next = step(groups);
    return next.every((g, i) => g === groups[i]) ? groups : settle(next);
  };
  return settle(means.map((_, i) => i));
};
