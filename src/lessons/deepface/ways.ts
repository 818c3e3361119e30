import type { Matrix } from '../../base/matrix';
import type { Watched } from '../../base/watched';
import { tenFoldAccuracy, tenFoldAccuracyOfDistances, type FoldAccuracy } from '../../evaluation/verification/folds';
import { balancedPairs, pairSimilarities, type FoldedPairs } from '../../evaluation/verification/pairs';
import { chiSquareOfPairs, learnChiSquareWeights, siameseOfPairs, type PairWeights } from './pair-scores';

/** Features [count, dim] and pairs of their rows. */
export interface Asked {
  features: Matrix;
  pairs: FoldedPairs;
}

/** A way to compare two pictures: smaller is closer. */
export interface Way {
  name: string;
  /** What it measures, for an axis. */
  score: string;
  of(asked: Asked): Promise<ArrayLike<number>>;
}

/** Share of pairs that the cosine judges rightly, in ten folds. */
export function cosineAccuracy(features: Matrix, pairs: FoldedPairs): FoldAccuracy {
  return tenFoldAccuracy(pairSimilarities(features, pairs), pairs.same, pairs.folds);
}

/**
 * Pairs to learn a distance from, of the first two thirds of the people, and pairs to choose by, of the others: rows of the same features.
 *
 * @param labels [count], person by person, with equally many pictures of each
 * @param options as for `balancedPairs`
 */
export function helperPairs(
  labels: ArrayLike<number>,
  options: { seed: number; pairsPerKind: number },
): { learning: FoldedPairs; choosing: FoldedPairs } {
  const all = Array.from(labels);
  const people = new Set(all).size;
  const learners = Math.floor((2 * people) / 3) * (all.length / people);
  const between = (from: number, to: number): FoldedPairs => {
    const pairs = balancedPairs(all.slice(from, to), options);
    return { ...pairs, first: pairs.first.map((row) => row + from), second: pairs.second.map((row) => row + from) };
  };
  return { learning: between(0, learners), choosing: between(learners, all.length) };
}

/** Weights learnt with one pull towards 0, and the share of pairs that they judge rightly. */
export interface TriedDecay {
  decay: number;
  weights: Float32Array;
  learnt: number;
  chosen: number;
  strangers: number;
}

/** Learns weights of the chi-square distance with each decay, and looks at the pairs they were learnt from, at the choosing ones and at strangers. */
export async function weightsByDecay(
  decays: number[],
  { learning, choosing, strangers }: { learning: Asked; choosing: Asked; strangers: Asked },
  { steps, signal, onProgress }: Watched & { steps: number },
): Promise<TriedDecay[]> {
  const tried: TriedDecay[] = [];
  for (const decay of decays) {
    const { weights } = await learnChiSquareWeights(learning.features, learning.pairs, { decay, steps, signal });
    const rightly = async (asked: Asked): Promise<number> => (await judge(weighted(weights), asked)).result.mean;
    const [learnt, chosen, ofStrangers] = [await rightly(learning), await rightly(choosing), await rightly(strangers)];
    tried.push({ decay, weights, learnt, chosen, strangers: ofStrangers });
    onProgress?.(tried.length, decays.length);
  }
  return tried;
}

/** What is learnt from the first `people` helpers, and what it is worth on strangers. */
export interface TriedPeople {
  people: number;
  learnt: number;
  strangers: number;
}

/**
 * Learns weights of the chi-square distance from more and more people: share of the pairs judged rightly that they were learnt from,
 * and of strangers.
 *
 * @param counts how many people, at least 2
 * @param learning features [count, dim] and labels [count], person by person
 * @param options pairsPerKind: as for `balancedPairs`, or as many as so few people have; decay and steps as for `learnChiSquareWeights`
 */
export async function weightsByPeople(
  counts: number[],
  learning: { features: Matrix; labels: ArrayLike<number> },
  strangers: Asked,
  {
    pairsPerKind,
    seed,
    signal,
    onProgress,
    ...learn
  }: Watched & { pairsPerKind: number; seed: number; decay: number; steps: number },
): Promise<TriedPeople[]> {
  const all = Array.from(learning.labels);
  const tried: TriedPeople[] = [];
  for (const people of counts) {
    const labels = all.filter((label) => label < people);
    const most = Math.floor(labels.reduce((sum, label, row) => sum + (row - labels.indexOf(label)), 0) / 10);
    const pairs = balancedPairs(labels, { seed, pairsPerKind: Math.min(pairsPerKind, most) });
    const { weights } = await learnChiSquareWeights(learning.features, pairs, { ...learn, signal });
    const [learnt, ofStrangers] = await Promise.all(
      [{ ...learning, pairs }, strangers].map(async (asked) => (await judge(weighted(weights), asked)).result.mean),
    );
    tried.push({ people, learnt, strangers: ofStrangers });
    onProgress?.(tried.length, counts.length);
  }
  return tried;
}

/** The four ways of DeepFace to compare two pictures: cosine, chi-square, and the two that are learnt. */
export function waysToCompare(weights: ArrayLike<number>, siamese: PairWeights): Way[] {
  return [
    {
      name: 'cosine',
      score: 'cosine distance',
      of: async ({ features, pairs }) => pairSimilarities(features, pairs).map((cosine) => 1 - cosine),
    },
    {
      name: 'chi-square',
      score: 'chi-square distance',
      of: ({ features, pairs }) => chiSquareOfPairs(features, pairs),
    },
    weighted(weights),
    {
      name: 'siamese head',
      score: '−a, the logit turned round',
      of: async ({ features, pairs }) => (await siameseOfPairs(features, pairs, siamese)).map((logit) => -logit),
    },
  ];
}

function weighted(weights: ArrayLike<number>): Way {
  return {
    name: 'weighted chi-square',
    score: 'weighted chi-square distance',
    of: ({ features, pairs }) => chiSquareOfPairs(features, pairs, weights),
  };
}

/** What a way makes of pairs: each distance, and the share judged rightly. */
export interface Judged {
  distances: number[];
  result: FoldAccuracy;
}

/** The distances of pairs, and how many are judged rightly by thresholds from the other folds. */
export async function judge(way: Way, asked: Asked): Promise<Judged> {
  const { same, folds } = asked.pairs;
  const distances = Array.from(await way.of(asked));
  return { distances, result: tenFoldAccuracyOfDistances(distances, same, folds) };
}

/** How far `first` is ahead of `second`, fold by fold on the same pairs: mean and standard error of the differences. */
export function aheadByFold(first: FoldAccuracy, second: FoldAccuracy): { mean: number; standardError: number } {
  const differences = first.accuracies.map((accuracy, fold) => accuracy - second.accuracies[fold]);
  const count = differences.length;
  const mean = differences.reduce((sum, value) => sum + value, 0) / count;
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / count / (count - 1)) };
}
