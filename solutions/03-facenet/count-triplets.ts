export function countTriplets(labels: number[]): number {
  const pictures = new Map<number, number>();
  for (const label of labels) pictures.set(label, (pictures.get(label) ?? 0) + 1);
  let triplets = 0;
  for (const count of pictures.values()) triplets += count * (count - 1) * (labels.length - count);
  return triplets;
}
