export const euclideanDistance = (a: number[], b: number[]): number => Math.hypot(...a.map((x, i) => x - b[i]));
