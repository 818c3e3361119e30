import { bestThreshold } from './best-threshold';

export function tenFoldAccuracy(similarities: number[], same: boolean[], folds: number[]): number {
  const names = [...new Set(folds)];
  let sum = 0;
  for (const fold of names) {
    const others = (_: unknown, i: number): boolean => folds[i] !== fold;
    const threshold = bestThreshold(similarities.filter(others), same.filter(others));
    const tested = similarities.map((_, i) => i).filter((i) => folds[i] === fold);
    const right = tested.filter((i) => similarities[i] >= threshold === same[i]);
    sum += right.length / tested.length;
  }
  return sum / names.length;
}
