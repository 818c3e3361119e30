export { scale as smallestScale };

function scale(classes: number, probability: number): number {
  // From the definition: e^s / (e^s + (C − 1) e^(−s / (C − 1))) = P
  const apart = 1 + 1 / (classes - 1);
  return -Math.log((1 / probability - 1) / (classes - 1)) / apart;
}
