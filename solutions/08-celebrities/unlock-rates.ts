export function unlockRates(distances: number[][], labels: number[], threshold: number): number[][] {
  const people = distances[0].length;
  return Array.from({ length: people }, (_, i) => {
    const pictures = distances.filter((_row, s) => labels[s] === i);
    return Array.from({ length: people }, (_column, j) => {
      const opened = pictures.filter((row) => row[j] <= threshold).length;
      return opened / pictures.length;
    });
  });
}
