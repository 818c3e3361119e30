export function smallestScale(classes: number, probability: number): number {
  const others = classes - 1;
  // Divided by e^s, so that nothing overflows at a large scale.
  const reached = (scale: number): number => 1 / (1 + others * Math.exp((-scale * classes) / others));
  let [low, high] = [0, 1];
  while (reached(high) < probability) high *= 2;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (reached(middle) < probability) low = middle;
    else high = middle;
  }
  return high;
}
