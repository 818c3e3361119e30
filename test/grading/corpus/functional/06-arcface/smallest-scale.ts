export const smallestScale = (c: number, p: number): number => (Math.log(((c - 1) * p) / (1 - p)) * (c - 1)) / c;
