import { zeros } from './vectors';

export function unlockRates(distances: number[][], labels: number[], threshold: number): number[][] {
  const people = distances[0].length;
  const rates = zeros(people, people);
  const count = (person: number): number => labels.reduce((n, label) => (label === person ? n + 1 : n), 0);
  const weight = Array.from({ length: people }, (_, person) => 1 / count(person));
  for (const [s, row] of distances.entries()) {
    row.forEach((d, j) => {
      if (!(d > threshold)) rates[labels[s]][j] += weight[labels[s]];
    });
  }
  return rates;
}
