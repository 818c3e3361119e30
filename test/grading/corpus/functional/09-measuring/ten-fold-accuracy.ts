import { bestThreshold as pick } from './best-threshold.js';

const share = (hits: boolean[]): number => hits.filter(Boolean).length / hits.length;

export const tenFoldAccuracy = (similarities: number[], same: boolean[], folds: number[]): number => {
  const pairs = folds.map((fold, i) => ({ fold, s: similarities[i], same: same[i] }));
  const results = [...new Set(folds)].map((f) => {
    const others = pairs.filter(({ fold }) => fold !== f);
    const t = pick(others.map(({ s }) => s), others.map((pair) => pair.same)); // prettier-ignore
    return share(pairs.filter(({ fold }) => fold === f).map((pair) => pair.s >= t === pair.same));
  });
  return results.reduce((sum, a) => sum + a / results.length, 0);
};
