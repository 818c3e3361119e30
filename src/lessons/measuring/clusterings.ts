import { seeded } from '../../base/random';
import { clusterScores } from '../../evaluation/clustering';

/**
 * Three clusterings that know nothing about the pictures, to hold a score against: heaps drawn by chance, every picture alone, all in
 * one heap.
 *
 * @param truth [n] the person on each picture
 * @param heaps how many heaps chance sorts into
 */
export function blindClusterings(
  truth: Int32Array,
  { heaps, seed }: { heaps: number; seed: number },
): Record<'chance' | 'every picture alone' | 'all in one heap', Int32Array> {
  const random = seeded(seed, 'chance');
  return {
    chance: truth.map(() => random.integer(heaps)),
    'every picture alone': truth.map((_, row) => row),
    'all in one heap': truth.map(() => 0),
  };
}

/** The scores of clusterings as rows of a table, the clustering's name first; errors as in `clusterScores`. */
export function clusteringRows(
  truth: ArrayLike<number>,
  clusterings: Record<string, ArrayLike<number>>,
): Record<string, string | number>[] {
  return Object.entries(clusterings).map(([clustering, clusters]) => {
    const scores = clusterScores(truth, clusters);
    return {
      clustering,
      NMI: scores.nmi,
      ARI: scores.ari,
      'pairwise F': scores.pairwiseF,
      'BCubed precision': scores.bcubedPrecision,
      'BCubed recall': scores.bcubedRecall,
      'BCubed F': scores.bcubedF,
    };
  });
}
