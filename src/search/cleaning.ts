import { expect } from '../base/errors';
import { takeRows, type Matrix } from '../base/matrix';
import { type Watched } from '../base/watched';
import { similarityBlocks, upperTiles } from '../similarity/tiles';
import { meanVectors } from '../evaluation/unlock';
import { checkLabels } from '../similarity/checks';
import { cosine, directions, inOrder, screeningError } from '../similarity/cosine';

/*
 * Cleaning a training set by what a trained model thinks of it. Merging first, filtering second: a person filed under two
 * names is then filtered against one mean. A label below 0 marks a picture that was dropped; it is left alone.
 */

/**
 * Joins classes that are one person: classes whose means have a cosine > mergeThreshold, transitively (A ~ B and B ~ C join
 * A and C whether alike or not). The smallest label names the group. One pass: the means are not computed again; call it
 * again on the result to go on. The engine screens in float32, the decisions are those of float64.
 *
 * @param embeddings [n, dim]
 * @param labels [n], below 0 = dropped before
 * @param options mergeThreshold, a cosine in [−1, 1]: 1 joins nothing; onProgress and signal
 * @returns [n] labels
 * @throws InputError for empty or not finite embeddings, labels of another length or all below 0, a threshold out of range
 */
export async function mergeClasses(
  embeddings: Matrix,
  labels: ArrayLike<number>,
  { mergeThreshold, ...watched }: { mergeThreshold: number } & Watched,
): Promise<Int32Array> {
  checkCosine(mergeThreshold, 'mergeThreshold');
  const { identities, means } = meansOfKept(embeddings, labels);
  const rows = directions(means, 'means');
  const order = inOrder(means.rows);
  const parent = inOrder(means.rows);
  for await (const block of similarityBlocks(rows, order, rows, order, upperTiles(means.rows), watched)) {
    const width = block.columnEnd - block.columnStart;
    for (let i = block.rowStart; i < block.rowEnd; i++) {
      for (let j = Math.max(i + 1, block.columnStart); j < block.columnEnd; j++) {
        const screened = block.values[(i - block.rowStart) * width + j - block.columnStart];
        if (screened > mergeThreshold - screeningError && cosine(rows, i, rows, j) > mergeThreshold)
          unite(parent, i, j);
      }
    }
  }
  const position = new Map(Array.from(identities, (identity, index) => [identity, index]));
  return Int32Array.from(labels, (label) => (label < 0 ? label : identities[root(parent, position.get(label)!)]));
}

/** The root of a group is its smallest position, and with it its smallest label. */
function unite(parent: Int32Array, i: number, j: number): void {
  const a = root(parent, i);
  const b = root(parent, j);
  parent[Math.max(a, b)] = Math.min(a, b);
}

function root(parent: Int32Array, i: number): number {
  while (parent[i] !== i) i = parent[i] = parent[parent[i]];
  return i;
}

/** What a filter kept. */
export interface Filtered {
  /** [n], −1 for a dropped picture. */
  labels: Int32Array;
  /** [n], the cosine of each picture to the mean of its class; NaN for one that was dropped before. */
  ownSimilarities: Float64Array;
  /** How many pictures were dropped. */
  dropped: number;
}

/**
 * Drops pictures that do not belong: cosine to the mean of their class < filterThreshold gives label −1. One pass: the means,
 * over all pictures of the class, are not computed again. A class of one picture is its own mean and always stays.
 *
 * @param embeddings [n, dim]
 * @param labels [n], below 0 = dropped before
 * @param options filterThreshold, a cosine in [−1, 1]: −1 drops nothing
 * @throws InputError for empty or not finite embeddings, labels of another length or all below 0, a threshold out of range
 */
export function filterClasses(
  embeddings: Matrix,
  labels: ArrayLike<number>,
  { filterThreshold }: { filterThreshold: number },
): Filtered {
  checkCosine(filterThreshold, 'filterThreshold');
  const { identities, means } = meansOfKept(embeddings, labels);
  const rows = directions(embeddings, 'embeddings');
  const centers = directions(means, 'means');
  const position = new Map(Array.from(identities, (identity, index) => [identity, index]));
  const ownSimilarities = Float64Array.from(labels, (label, s) =>
    label < 0 ? NaN : cosine(rows, s, centers, position.get(label)!),
  );
  const kept = Int32Array.from(labels, (label, s) => (ownSimilarities[s] < filterThreshold ? -1 : label));
  return { labels: kept, ownSimilarities, dropped: kept.filter((label, s) => label !== labels[s]).length };
}

function meansOfKept(embeddings: Matrix, labels: ArrayLike<number>): ReturnType<typeof meanVectors> {
  checkLabels(labels, embeddings.rows, 'labels');
  const kept = Array.from(inOrder(labels.length)).filter((row) => labels[row] >= 0);
  expect(kept.length > 0, 'Every label is below 0, so nothing is left to clean: pass the labels from before.');
  return meanVectors(
    takeRows(embeddings, kept),
    kept.map((row) => labels[row]),
  );
}

function checkCosine(threshold: number, name: string): void {
  expect(
    threshold >= -1 && threshold <= 1,
    `${name} is ${threshold}, but it must be a cosine in [−1, 1]: 0.7 is a start.`,
  );
}
