export function smallestScale(classes: number, probability: number): number {
  const odds = probability / (1 - probability);
  return (1 - 1 / classes) * (Math.log(classes - 1) + Math.log(odds));
}
