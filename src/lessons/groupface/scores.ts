import { Matrix } from '../../base/matrix';
import { groupAwareSimilarity } from '../../evaluation/group-similarity';
import { allPairs, lfwLikePairs, Pairs, pairSimilarities } from '../../evaluation/verification/pairs';
import { tarAtFar } from '../../evaluation/verification/tar-at-far';
import { tenFoldAccuracy } from '../../evaluation/verification/folds';

/** How similar the two pictures of each pair are; larger = closer. */
export type PairSimilarity = (pairs: Pick<Pairs, 'first' | 'second'>) => ArrayLike<number>;

/** How well people are told apart. */
export interface Scores {
  /** TAR at FAR = 10^−3 over all pairs. */
  tar: number;
  /** LFW's protocol: 10 folds, people kept apart. */
  accuracy: number;
  /** Share of pictures whose nearest gallery picture, one per person, is of their own person. */
  rank1: number;
}

/** The false accept rate of `Scores.tar`. */
export const scoredFar = 1e-3;

/** Scores of any similarity of pairs; the first picture of each person forms the gallery. */
export function scores(similarity: PairSimilarity, labels: Int32Array): Scores {
  const every = allPairs(labels);
  const drawn = lfwLikePairs(labels, { seed: 1 });
  return {
    tar: tarAtFar(similarity(every), every.same, [scoredFar])[0].tar,
    accuracy: tenFoldAccuracy(similarity(drawn), drawn.same, drawn.folds).mean,
    rank1: rankOne(similarity, labels),
  };
}

function rankOne(similarity: PairSimilarity, labels: Int32Array): number {
  const rows = Array.from(labels.keys());
  const gallery = rows.filter((row) => labels.indexOf(labels[row]) === row);
  const probes = rows.filter((row) => labels.indexOf(labels[row]) !== row);
  const similarities = similarity({
    first: Int32Array.from(probes.flatMap((probe) => gallery.map(() => probe))),
    second: Int32Array.from(probes.flatMap(() => gallery)),
  });
  const right = probes.filter((probe, position) => {
    const start = position * gallery.length;
    let best = 0;
    for (let g = 1; g < gallery.length; g++) if (similarities[start + g] > similarities[start + best]) best = g;
    return labels[gallery[best]] === labels[probe];
  });
  return right.length / probes.length;
}

/** Plain cosine of embeddings [count, dim]. */
export function cosineOf(embeddings: Matrix): PairSimilarity {
  return (pairs) => pairSimilarities(embeddings, pairs);
}

/** The constants of the group-aware similarity. */
export interface Dagger {
  beta: number;
  gamma: number;
}

/** Constants to choose from; beta = 0 is the plain cosine. */
const betas = [0.003, 0.01, 0.03, 0.1, 0.3];
const gammas = [1 / 3, 1];

/**
 * The constants of the group-aware similarity with the highest TAR on validation people; in a tie, and where nothing helps,
 * the smaller beta.
 *
 * @param embeddings [count, dim]
 * @param hidden [count, hidden], of the same pictures
 */
export function chooseDagger(embeddings: Matrix, hidden: Matrix, labels: Int32Array): Dagger {
  const pairs = allPairs(labels);
  const tarOf = (dagger: Dagger): number =>
    tarAtFar(groupAwareSimilarity(embeddings, hidden, pairs, dagger), pairs.same, [scoredFar])[0].tar;
  let chosen = { beta: 0, gamma: 1 / 3 };
  let highest = tarOf(chosen);
  for (const beta of betas) {
    for (const gamma of gammas) {
      const tar = tarOf({ beta, gamma });
      if (tar > highest) [chosen, highest] = [{ beta, gamma }, tar];
    }
  }
  return chosen;
}
