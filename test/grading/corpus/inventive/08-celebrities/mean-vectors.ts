import { length } from './vectors';

export function meanVectors(embeddings: number[][], labels: number[]): number[][] {
  const people = new Map<number, number[]>();
  for (const [i, x] of embeddings.entries()) {
    const scale = 1 / length(x);
    const sum = people.get(labels[i]);
    people.set(
      labels[i],
      x.map((value, d) => value * scale + (sum ? sum[d] : 0)),
    );
  }
  const ascending = Array.from(people.keys()).sort((a, b) => (a < b ? -1 : 1));
  return ascending.map((person) => {
    const sum = people.get(person)!;
    const size = length(sum);
    return sum.map((value) => value / size);
  });
}
