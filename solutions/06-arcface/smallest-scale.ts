export function smallestScale(classes: number, probability: number): number {
  const others = classes - 1;
  return (others / classes) * Math.log((others * probability) / (1 - probability));
}
