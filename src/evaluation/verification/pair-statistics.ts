import { expect } from '../../base/errors';
import type { Matrix } from '../../base/matrix';
import { type Watched } from '../../base/watched';
import { similarityBlocks, upperTiles, type Block } from '../../similarity/tiles';
import { checkLabels, checkRates } from '../../similarity/checks';
import { byLabel, directions, screeningError } from '../../similarity/cosine';
import { keepLargest, largestOf, raise, seenAmong } from './largest';
import {
  allowedFalseAccepts,
  binCount,
  emptyCounts,
  operatingPoints,
  see,
  sum,
  wantedBins,
  type Counts,
  type Seen,
  type TarAtFar,
} from './operating-point';
import { crossing, type Roc } from './roc';
import { separation, type Separation } from './separation';

/** What all pairs of a labelled set say, without the pairs. */
export interface PairStatistics extends Separation {
  /** Number of pairs of one person. */
  genuine: number;
  /** Number of pairs of two people. */
  impostors: number;
  /** 65,536 bins of equal width over the cosines; {@link coarser} makes them few enough to draw. */
  histogram: Histogram;
  /** One row per target, exact. */
  tarAtFar: TarAtFar[];
}

/** Pairs counted by similarity: bin b holds low + b · width <= similarity < low + (b + 1) · width. */
export interface Histogram {
  low: number;
  width: number;
  /** [bins], pairs of one person. */
  same: Float64Array;
  /** [bins], pairs of two people. */
  different: Float64Array;
}

/**
 * Statistics of all n (n − 1) / 2 pairs of a labelled set by cosine similarity. The pairs are never held: the engine multiplies
 * block by block, counts, and keeps the largest cosines, among which the exact TAR@FAR thresholds lie; where a false-accept rate
 * lets more than two million impostors through, or as many cosines are equal, a second pass looks for them in the few bins where
 * they lie. Memory beside the embeddings: the embeddings once more and 4,096 of them at unit length in float32, a block of
 * 8 MiB and at most 32 MiB of the largest cosines, for any number of pairs (100 million pairs are 14,143 pictures).
 *
 * Cosines are the engine's float32: thresholds are right to about 1e-6 (1e-3 on cards that multiply in TensorFloat-32), and the
 * rates are exactly those of these cosines. Pairs that share a picture are not independent: the Wilson intervals of
 * the rows are too narrow.
 *
 * @param embeddings [n, dim], of any length
 * @param labels [n], with at least two pictures of one person and two people
 * @param options fars: targets in (0, 1]; onProgress and signal
 * @throws InputError for empty or not finite embeddings, labels of another length, pairs of one kind only, targets out of range
 */
export async function pairStatistics(
  embeddings: Matrix,
  labels: ArrayLike<number>,
  { fars, onProgress, signal }: { fars: ArrayLike<number> } & Watched,
): Promise<PairStatistics> {
  checkRates(fars, 'FAR');
  const rows = directions(embeddings, 'embeddings');
  checkLabels(labels, embeddings.rows, 'labels');
  // With the people in runs, the partners j > i of row i are its own run up to ends[i] and then strangers only.
  const order = byLabel(labels);
  const ends = endsOfRuns(order, labels);
  const genuine = ends.reduce((total, end, i) => total + end - i - 1, 0);
  const impostors = (order.length * (order.length - 1)) / 2 - genuine;
  expect(
    genuine > 0,
    'No person has two pictures: without a pair of one person there is no true-accept rate. Add pictures.',
  );
  expect(
    impostors > 0,
    'All pictures are of one person: without a pair of two people there is no false-accept rate. Add people.',
  );

  const allowed = Math.max(...Array.from(fars, (far) => allowedFalseAccepts(far, impostors)));
  const largest = largestOf(genuine, impostors, allowed);
  const tiles = upperTiles(order.length);
  const pass = (number: number): AsyncGenerator<Block> =>
    similarityBlocks(rows, order, rows, order, tiles, {
      signal,
      onProgress: (done) => onProgress?.(number * tiles.length + done, (largest.complete ? 1 : 2) * tiles.length),
    });

  const counts = emptyCounts(-1 - screeningError, 1 + screeningError);
  const moments = { same: [0, 0], different: [0, 0] };
  for await (const block of pass(0)) {
    for (let row = block.rowStart; row < block.rowEnd; row++) {
      forRuns(block, row, ends[row], (from, to, same) => {
        const [total, squares] = count(block.values, from, to, counts, same ? counts.genuine : counts.impostor);
        const heap = same ? moments.same : moments.different;
        heap[0] += total;
        heap[1] += squares;
      });
    }
    raise(largest, counts, allowed);
    for (let row = block.rowStart; largest.complete && row < block.rowEnd; row++)
      forRuns(block, row, ends[row], (from, to, same) => keepLargest(largest, same, block.values, from, to));
  }
  const wanted = wantedBins(counts, fars);
  let seen: Seen;
  if (largest.complete) seen = seenAmong(largest, counts, wanted);
  else {
    seen = new Map();
    // One bin below the lowest one that is wanted: most pairs are turned away by this comparison alone.
    const least = counts.low + (wanted.indexOf(1) - 1) / counts.binsPerUnit;
    for await (const block of pass(1)) {
      for (let row = block.rowStart; row < block.rowEnd; row++) {
        forRuns(block, row, ends[row], (from, to, same) => {
          collect(block.values, from, to, least, counts, wanted, seen, same);
        });
      }
    }
  }
  checkComplete(counts, wanted, seen, genuine + impostors);

  const [sameMean, sameVariance] = meanAndVariance(moments.same, genuine);
  const [differentMean, differentVariance] = meanAndVariance(moments.different, impostors);
  return {
    genuine,
    impostors,
    histogram: { low: counts.low, width: 1 / counts.binsPerUnit, same: counts.genuine, different: counts.impostor },
    tarAtFar: operatingPoints(counts, seen, fars),
    dPrime: separation(sameMean, differentMean, sameVariance, differentVariance),
    sameMean,
    differentMean,
    sameVariance,
    differentVariance,
  };
}

/**
 * The same counts in fewer bins, for drawing.
 *
 * @param bins a divisor of the present number of bins, such as 64 or 256
 * @throws InputError when it is no divisor
 */
export function coarser(histogram: Histogram, bins: number): Histogram {
  const group = histogram.same.length / bins;
  expect(
    Number.isInteger(bins) && bins > 0 && Number.isInteger(group),
    `${histogram.same.length} bins cannot be joined into ${bins}: pass a divisor, such as 64.`,
  );
  const join = (counts: Float64Array): Float64Array =>
    Float64Array.from({ length: bins }, (_, bin) => sum(counts.subarray(bin * group, (bin + 1) * group)));
  return {
    low: histogram.low,
    width: histogram.width * group,
    same: join(histogram.same),
    different: join(histogram.different),
  };
}

/**
 * The ROC at the edges of the bins that hold pairs: each point is exact, between them are more. `auc` and `eer` are those of
 * the polyline through these points, off by what happens within a bin of 3e-5.
 */
export function rocOfHistogram({ low, width, same, different }: Histogram): Roc {
  const genuine = sum(same);
  const impostors = sum(different);
  const thresholds = [Infinity];
  const fpr = [0];
  const tpr = [0];
  let accepted = 0;
  let falselyAccepted = 0;
  let area = 0;
  for (let bin = same.length - 1; bin >= 0; bin--) {
    if (same[bin] === 0 && different[bin] === 0) continue;
    area += different[bin] * (accepted + same[bin] / 2);
    accepted += same[bin];
    falselyAccepted += different[bin];
    thresholds.push(low + bin * width);
    fpr.push(falselyAccepted / impostors);
    tpr.push(accepted / genuine);
  }
  return {
    thresholds: Float64Array.from(thresholds),
    fpr: Float64Array.from(fpr),
    tpr: Float64Array.from(tpr),
    auc: area / genuine / impostors,
    eer: crossing(fpr, tpr),
  };
}

/** ends[i] = position after the last row of the person at position i. */
function endsOfRuns(order: Int32Array, labels: ArrayLike<number>): Int32Array {
  const ends = new Int32Array(order.length);
  for (let i = order.length - 1; i >= 0; i--) {
    const continues = i + 1 < order.length && labels[order[i]] === labels[order[i + 1]];
    ends[i] = continues ? ends[i + 1] : i + 1;
  }
  return ends;
}

/** Visits the values of one row of a block that are pairs j > i: a stretch of one person, then a stretch of strangers. */
function forRuns(
  block: Block,
  row: number,
  end: number,
  visit: (from: number, to: number, same: boolean) => void,
): void {
  const { columnStart, columnEnd } = block;
  const at = (row - block.rowStart) * (columnEnd - columnStart) - columnStart;
  const first = Math.max(columnStart, row + 1);
  const border = Math.min(columnEnd, Math.max(first, end));
  if (first < border) visit(at + first, at + border, true);
  if (border < columnEnd && first <= border) visit(at + border, at + columnEnd, false);
}

function count(
  values: Float32Array,
  from: number,
  to: number,
  { low, binsPerUnit }: Counts,
  bins: Float64Array,
): [total: number, squares: number] {
  let total = 0;
  let squares = 0;
  for (let p = from; p < to; p++) {
    const value = values[p];
    bins[((value - low) * binsPerUnit) | 0]++;
    total += value;
    squares += value * value;
  }
  return [total, squares];
}

function collect(
  values: Float32Array,
  from: number,
  to: number,
  least: number,
  { low, binsPerUnit }: Counts,
  wanted: Uint8Array,
  seen: Seen,
  same: boolean,
): void {
  for (let p = from; p < to; p++) {
    if (values[p] < least) continue;
    if (wanted[((values[p] - low) * binsPerUnit) | 0]) see(seen, values[p], same);
  }
}

/** All cosines of the wanted bins must be among those seen, or the thresholds would be silently wrong. */
function checkComplete(counts: Counts, wanted: Uint8Array, seen: Seen, pairs: number): void {
  let expected = 0;
  for (let bin = 0; bin < binCount; bin++) if (wanted[bin]) expected += counts.genuine[bin] + counts.impostor[bin];
  let found = 0;
  for (const [genuine, impostors] of seen.values()) found += genuine + impostors;
  if (found !== expected || sum(counts.genuine) + sum(counts.impostor) !== pairs) {
    throw new Error(
      'The engine gave other cosines for the same embeddings on the second pass: the statistics cannot be exact.',
    );
  }
}

/** From the sums of the values and of their squares, in float64: good to 1e-9 for cosines. */
function meanAndVariance([total, squares]: number[], count: number): [mean: number, variance: number] {
  const mean = total / count;
  return [mean, Math.max(0, squares / count - mean * mean)];
}
