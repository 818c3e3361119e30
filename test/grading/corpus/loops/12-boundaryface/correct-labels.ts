export function correctLabels(cosines: number[][], labels: number[], margin: number): number[] {
  const result = labels.slice();
  for (let i = 0; i < cosines.length; i++) {
    let toBeat = cosines[i][labels[i]];
    for (let j = 0; j < cosines[i].length; j++) {
      if (j === labels[i]) continue;
      const value = Math.cos(Math.acos(cosines[i][j]) + margin);
      if (value > toBeat) {
        toBeat = value;
        result[i] = j;
      }
    }
  }
  return result;
}
