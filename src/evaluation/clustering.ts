import { kmeansGenerator } from 'ml-kmeans';
import { expect } from '../base/errors';
import { rowOf, type Matrix } from '../base/matrix';
import { seeded } from '../base/random';
import { breathe, type Watched } from '../base/watched';
import { checkCount, checkFinite, checkLabels, checkShape } from '../similarity/checks';

/** How well a clustering agrees with the truth; each score is 1 when both are the same partition. */
export interface ClusterScores {
  /** Normalised mutual information, arithmetic mean of the entropies. */
  nmi: number;
  /** Adjusted Rand index: 0 on average for chance, can be negative. */
  ari: number;
  pairwisePrecision: number;
  pairwiseRecall: number;
  pairwiseF: number;
  bcubedPrecision: number;
  bcubedRecall: number;
  bcubedF: number;
}

/**
 * Compares a clustering with the true labels; the names of clusters and labels do not matter.
 * With n_ij samples of label i in cluster j, a_i = Σ_j n_ij, b_j = Σ_i n_ij and P(x) = x (x − 1) / 2 pairs:
 * - nmi = 2 I / (H(a) + H(b)), I = Σ n_ij/n · log(n n_ij / (a_i b_j)); both entropies 0 → 1, one of them 0 → 0
 * - ari = (Σ P(n_ij) − E) / ((Σ P(a_i) + Σ P(b_j)) / 2 − E), E = Σ P(a_i) Σ P(b_j) / P(n); the same partition → 1
 * - pairwise: precision = Σ P(n_ij) / Σ P(b_j), recall = Σ P(n_ij) / Σ P(a_i); no such pair → 1
 * - BCubed: mean over samples of n_ij / b_j (precision) and of n_ij / a_i (recall)
 * - F = 2 P R / (P + R), 0 when both are 0
 *
 * Not symmetric (precision and recall trade places): truth first. O(n) time and memory.
 *
 * @param truth [n] whole numbers
 * @param predicted [n] whole numbers
 * @throws InputError for empty lists, lengths that differ, numbers that are not whole
 *
 * L. Hubert, P. Arabie: Comparing partitions. Journal of Classification 2, 1985. E. Amigó et al.: A comparison of extrinsic
 * clustering evaluation metrics based on formal constraints. Information Retrieval 12, 2009.
 */
export function clusterScores(truth: ArrayLike<number>, predicted: ArrayLike<number>): ClusterScores {
  expect(truth.length > 0, 'There are no labels to compare: pass one true label and one cluster number per sample.');
  checkLabels(truth, truth.length, 'truth');
  checkLabels(predicted, truth.length, 'predicted');
  const n = truth.length;
  const a = new Map<number, number>();
  const b = new Map<number, number>();
  const cells = new Map<string, { together: number; label: number; cluster: number }>();
  for (let s = 0; s < n; s++) {
    a.set(truth[s], (a.get(truth[s]) ?? 0) + 1);
    b.set(predicted[s], (b.get(predicted[s]) ?? 0) + 1);
    const key = `${truth[s]} ${predicted[s]}`;
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, { together: 1, label: truth[s], cluster: predicted[s] });
    else cell.together++;
  }

  let information = 0;
  let pairsTogether = 0;
  let bcubedPrecision = 0;
  let bcubedRecall = 0;
  for (const { together, label, cluster } of cells.values()) {
    information += (together / n) * Math.log((n * together) / (a.get(label)! * b.get(cluster)!));
    pairsTogether += pairs(together);
    bcubedPrecision += (together * together) / b.get(cluster)! / n;
    bcubedRecall += (together * together) / a.get(label)! / n;
  }
  const pairsOfLabels = total(a, pairs);
  const pairsOfClusters = total(b, pairs);
  const identical = cells.size === a.size && cells.size === b.size;
  const expected = n > 1 ? (pairsOfLabels * pairsOfClusters) / pairs(n) : 0;
  const entropies = entropy(a, n) + entropy(b, n);
  const pairwisePrecision = pairsOfClusters === 0 ? 1 : pairsTogether / pairsOfClusters;
  const pairwiseRecall = pairsOfLabels === 0 ? 1 : pairsTogether / pairsOfLabels;
  return {
    nmi: identical ? 1 : a.size === 1 || b.size === 1 ? 0 : Math.max(0, (2 * information) / entropies),
    ari: identical ? 1 : (pairsTogether - expected) / ((pairsOfLabels + pairsOfClusters) / 2 - expected),
    pairwisePrecision,
    pairwiseRecall,
    pairwiseF: harmonicMean(pairwisePrecision, pairwiseRecall),
    bcubedPrecision,
    bcubedRecall,
    bcubedF: harmonicMean(bcubedPrecision, bcubedRecall),
  };
}

/** What k-means found. */
export interface Clustering {
  /** [n], cluster number 0 … k − 1 of each row. */
  clusters: Int32Array;
  /** [k, dim], the mean of each cluster. */
  centroids: Matrix;
  iterations: number;
  /** False when the iterations ran out first. */
  converged: boolean;
}

/**
 * k-means (Lloyd's algorithm from k-means++ seeds, by the library ml-kmeans): finds a local minimum of
 * Σ_s |x_s − centroid of its cluster|². The rows are taken as they are: bring embeddings to unit length first if only their
 * direction counts, as FaceNet does. The same seed gives the same clusters. It does not choose k, and likes round clusters of
 * one size; k · n · dim · iterations multiplications on the host: for thousands of rows, not for millions.
 *
 * @param embeddings [n, dim]
 * @param options k, 1 … number of different rows; seed; maxIterations (100); onProgress and signal
 * @throws InputError for empty or not finite embeddings, k out of range
 *
 * D. Arthur, S. Vassilvitskii: k-means++: the advantages of careful seeding. SODA 2007.
 */
export async function kMeans(
  embeddings: Matrix,
  { k, seed, maxIterations = 100, onProgress, signal }: { k: number; seed: number; maxIterations?: number } & Watched,
): Promise<Clustering> {
  checkShape(embeddings, 'embeddings');
  checkFinite(embeddings, 'embeddings');
  const rows = Array.from({ length: embeddings.rows }, (_, index) => Array.from(rowOf(embeddings, index)));
  const different = new Set(rows.map((row) => row.join())).size;
  checkCount(k, 1, different, 'k', 'the embeddings have no more different rows than that.');
  checkCount(maxIterations, 1, Number.MAX_SAFE_INTEGER, 'maxIterations', '100 is usual.');
  const options = {
    initialization: 'kmeans++' as const,
    seed: seeded(seed, 'k-means').integer(2 ** 31),
    maxIterations,
  };

  let found: Clustering | undefined;
  for (const step of kmeansGenerator(rows, k, options)) {
    found = {
      clusters: Int32Array.from(step.clusters),
      centroids: { values: Float64Array.from(step.centroids.flat()), rows: k, columns: embeddings.columns },
      iterations: step.iterations,
      converged: step.converged,
    };
    onProgress?.(step.iterations, maxIterations);
    await breathe();
    signal?.throwIfAborted();
  }
  return found!;
}

function pairs(count: number): number {
  return (count * (count - 1)) / 2;
}

function total(counts: Map<number, number>, of: (count: number) => number): number {
  let result = 0;
  for (const count of counts.values()) result += of(count);
  return result;
}

function entropy(counts: Map<number, number>, n: number): number {
  return total(counts, (count) => -(count / n) * Math.log(count / n));
}

function harmonicMean(precision: number, recall: number): number {
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}
