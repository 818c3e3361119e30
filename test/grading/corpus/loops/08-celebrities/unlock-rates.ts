export function unlockRates(distances: number[][], labels: number[], threshold: number): number[][] {
  const people = distances[0].length;
  const opened: number[][] = [];
  const pictures = new Array<number>(people).fill(0);
  for (let i = 0; i < people; i++) opened.push(new Array<number>(people).fill(0));
  for (let s = 0; s < labels.length; s++) {
    pictures[labels[s]]++;
    for (let j = 0; j < people; j++) if (distances[s][j] <= threshold) opened[labels[s]][j]++;
  }
  for (let i = 0; i < people; i++) for (let j = 0; j < people; j++) opened[i][j] /= pictures[i];
  return opened;
}
