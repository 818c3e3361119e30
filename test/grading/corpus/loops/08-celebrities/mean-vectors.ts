export function meanVectors(embeddings: number[][], labels: number[]): number[][] {
  const sums: { label: number; sum: number[] }[] = [];
  for (let i = 0; i < embeddings.length; i++) {
    let length = 0;
    for (const x of embeddings[i]) length += x * x;
    length = Math.sqrt(length);
    let person = sums.find((one) => one.label === labels[i]);
    if (!person) {
      person = { label: labels[i], sum: new Array<number>(embeddings[i].length).fill(0) };
      sums.push(person);
    }
    for (let d = 0; d < embeddings[i].length; d++) person.sum[d] += embeddings[i][d] / length;
  }
  sums.sort((a, b) => a.label - b.label);
  const means: number[][] = [];
  for (const { sum } of sums) {
    let length = 0;
    for (const x of sum) length += x * x;
    for (let d = 0; d < sum.length; d++) sum[d] /= Math.sqrt(length);
    means.push(sum);
  }
  return means;
}
