import { bestThreshold } from './best-threshold';

export function tenFoldAccuracy(similarities: number[], same: boolean[], folds: number[]): number {
  const accuracies: number[] = [];
  const seen: number[] = [];
  for (const fold of folds) {
    if (seen.indexOf(fold) >= 0) continue;
    seen.push(fold);
    const trainS: number[] = [];
    const trainSame: boolean[] = [];
    for (let i = 0; i < folds.length; i++) {
      if (folds[i] === fold) continue;
      trainS.push(similarities[i]);
      trainSame.push(same[i]);
    }
    const t = bestThreshold(trainS, trainSame);
    let right = 0;
    let all = 0;
    for (let i = 0; i < folds.length; i++) {
      if (folds[i] !== fold) continue;
      all++;
      if (similarities[i] >= t === same[i]) right++;
    }
    accuracies.push(right / all);
  }
  let total = 0;
  for (const a of accuracies) total += a;
  return total / accuracies.length;
}
