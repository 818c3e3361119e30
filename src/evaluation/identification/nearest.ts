import * as tf from '@tensorflow/tfjs';
import { expect } from '../../base/errors';
import type { Matrix } from '../../base/matrix';
import { allTiles, breathe, similarityBlocks, type Watched } from '../../similarity/tiles';
import { checkCount, checkLabels, checkRates, checkSameColumns } from '../../similarity/checks';
import {
  byLabel,
  cosine,
  directions,
  inOrder,
  screeningErrorHere,
  unitTensor,
  type Directions,
} from '../../similarity/cosine';
import { allowedFalseAccepts, refusalOf, wilsonInterval } from '../verification/operating-point';

/*
 * Identification, 1:N: who in the gallery is this probe? Similarity is the cosine of two embeddings, and an identity is as
 * similar as its best gallery picture. The engine multiplies in blocks of float32; whatever is close to a decision is
 * computed again in float64, so that indices, ranks and thresholds are those of float64 on every engine.
 * Not handled: several pictures of a probe as one template (average their embeddings first), and approximate search.
 */

/** The nearest gallery pictures of each probe. */
export interface Neighbours {
  topK: number;
  /** [probes, topK] gallery rows, nearest first; equal similarity: the lower row first. */
  indices: Int32Array;
  /** [probes, topK] cosines, descending. */
  similarities: Float64Array;
}

/** Blocks of cosines below 32 MiB: allocators keep such memory for the next block, larger ones go back to the system. */
const galleryTile = 3_072;
const probeTile = 2_048;
/** Gallery rows whose best cosine alone is looked at, unless it comes close to the best of all. */
const groupSize = 8;
/** Groups that leave the engine beside the topK best: more have to when many are as good. */
const spareGroups = 8;

/**
 * The topK gallery pictures of largest cosine for each probe: exact search, no index.
 * Memory beside the embeddings, whatever their number: one gallery tile of 3,072 rows (6 MB at 512 dimensions), one probe
 * tile of 2,048 and their block of cosines (25 MB) on the engine; the answer and at most an eighth of the block on the host.
 *
 * @param probes [probes, dim], of any length
 * @param gallery [gallery, dim]
 * @param options topK, 1 … gallery rows; onProgress and signal
 * @throws InputError for empty or not finite embeddings, different dims, topK out of range
 */
export async function identify(
  probes: Matrix,
  gallery: Matrix,
  { topK, onProgress, signal }: { topK: number } & Watched,
): Promise<Neighbours> {
  const from = directions(probes, 'probes');
  const to = directions(gallery, 'gallery');
  checkSameColumns(probes, 'probes', gallery, 'gallery');
  checkCount(topK, 1, gallery.rows, 'topK', 'no probe has more neighbours than the gallery has pictures.');

  const indices = new Int32Array(probes.rows * topK).fill(-1);
  const similarities = new Float64Array(probes.rows * topK).fill(-Infinity);
  const nearest: Neighbours = { topK, indices, similarities };
  const probeOrder = inOrder(probes.rows);
  const galleryOrder = inOrder(gallery.rows);
  const total = Math.ceil(gallery.rows / galleryTile) * Math.ceil(probes.rows / probeTile);
  let done = 0;
  for (let first = 0; first < probes.rows; first += probeTile) {
    const last = Math.min(probes.rows, first + probeTile);
    const tile = unitTensor(from, probeOrder, first, last);
    try {
      for (let start = 0; start < gallery.rows; start += galleryTile) {
        signal?.throwIfAborted();
        const end = Math.min(gallery.rows, start + galleryTile);
        const groups = Math.floor((end - start) / groupSize);
        const grouped = start + groups * groupSize;
        const best = await bestGroups(tile, first, to, galleryOrder.subarray(start, grouped), groups, nearest);
        for (let probe = first; probe < last; probe++) {
          const at = (probe - first) * best.width;
          const bound = worthwhile(nearest, probe, best, at);
          for (let place = at; place < at + best.width && best.maxima[place] >= bound; place++) {
            for (let row = start + best.groups[place]; row < grouped; row += groups)
              enter(nearest, probe, row, cosine(from, probe, to, row));
          }
          for (let row = grouped; row < end; row++) enter(nearest, probe, row, cosine(from, probe, to, row));
        }
        onProgress?.(++done, total);
        await breathe();
      }
    } finally {
      tile.dispose();
    }
  }
  return nearest;
}

/** For each probe of a tile its best groups of gallery rows, best first: [probes, width]. */
interface BestGroups {
  width: number;
  groups: ArrayLike<number>;
  /** The largest float32 cosine of each. */
  maxima: ArrayLike<number>;
}

/**
 * As many of the best groups as are worth looking at for each probe of a tile, whose first row is `first`. Group g is the
 * rows g, g + groups, g + 2 groups, … of `rows`: a maximum over whole rows, which is quick to take.
 */
async function bestGroups(
  probes: tf.Tensor2D,
  first: number,
  to: Directions,
  rows: Int32Array,
  groups: number,
  nearest: Neighbours,
): Promise<BestGroups> {
  if (groups === 0) return { width: 0, groups: [], maxima: [] };
  const [count] = probes.shape;
  const maxima = tf.tidy(() => {
    const cosines = tf.matMul(probes, unitTensor(to, rows, 0, rows.length), false, true);
    return tf.max(tf.reshape(cosines, [count, groupSize, groups]), 1);
  });
  try {
    for (let width = nearest.topK + spareGroups; ; width *= 4) {
      const best = await topGroups(maxima, Math.min(width, groups));
      if (best.width === groups || !missesSome(best, nearest, first, first + count)) return best;
    }
  } finally {
    maxima.dispose();
  }
}

async function topGroups(maxima: tf.Tensor, width: number): Promise<BestGroups> {
  const top = tf.topk(maxima, width);
  try {
    const [values, groups] = await Promise.all([top.values.data(), top.indices.data()]);
    return { width, groups, maxima: values };
  } finally {
    tf.dispose([top.values, top.indices]);
  }
}

/** Whether for some probe even the last of its best groups is worth looking at, so that there may be more. */
function missesSome(best: BestGroups, nearest: Neighbours, first: number, last: number): boolean {
  for (let probe = first; probe < last; probe++) {
    const at = (probe - first) * best.width;
    if (best.maxima[at + best.width - 1] >= worthwhile(nearest, probe, best, at)) return true;
  }
  return false;
}

/**
 * A group of a smaller maximum cannot change a probe's topK. The last of them will have at least what it has now, and at
 * least what the topK best groups promise, each of which holds a row of its maximum less the screening error.
 */
function worthwhile(
  { topK, similarities }: Neighbours,
  probe: number,
  { width, maxima }: BestGroups,
  at: number,
): number {
  const now = similarities[(probe + 1) * topK - 1];
  const error = screeningErrorHere();
  const promised = width < topK ? -Infinity : maxima[at + topK - 1] - error;
  return Math.max(now, promised) - error;
}

/** Keeps the topK of a probe in order: larger similarity first, then lower row. */
function enter({ topK, indices, similarities }: Neighbours, probe: number, row: number, similarity: number): void {
  const first = probe * topK;
  let slot = first + topK;
  while (
    slot > first &&
    (similarity > similarities[slot - 1] || (similarity === similarities[slot - 1] && row < indices[slot - 1]))
  ) {
    slot--;
  }
  if (slot === first + topK) return;
  indices.copyWithin(slot + 1, slot, first + topK - 1);
  similarities.copyWithin(slot + 1, slot, first + topK - 1);
  indices[slot] = row;
  similarities[slot] = similarity;
}

/** The place of each probe's own identity in the gallery. */
export interface Ranks {
  /** [probes], cosine to the best gallery picture of the probe's identity. */
  mateSimilarities: Float64Array;
  /** [probes], 1 + number of identities that are strictly more similar. */
  ranks: Int32Array;
}

/** Closed-set identification rates. */
export interface Cmc extends Ranks {
  /** [identities], cmc[r − 1] = share of probes with rank <= r: the cumulative match characteristic. */
  cmc: Float64Array;
  rank1: number;
  /** Share with rank <= 5, or 1 when the gallery has fewer identities. */
  rank5: number;
}

/**
 * Closed-set identification: every probe's identity is in the gallery; at which rank does it come?
 * Memory beside the embeddings: the probes at unit length, 4,096 gallery rows and a block of 16 MiB on the engine.
 *
 * @param probes [probes, dim] with probeLabels [probes]
 * @param gallery [gallery, dim] with galleryLabels [gallery]; several pictures an identity are allowed
 * @throws InputError for labels of another length, a probe without a mate (see {@link openSetRates}), embeddings as in {@link identify}
 *
 * H. Moon, P. J. Phillips: Computational and performance aspects of PCA-based face-recognition algorithms. Perception 30, 2001.
 */
export async function cmc(
  probes: Matrix,
  probeLabels: ArrayLike<number>,
  gallery: Matrix,
  galleryLabels: ArrayLike<number>,
  watched: Watched = {},
): Promise<Cmc> {
  const found = await mateRanks(probes, probeLabels, gallery, galleryLabels, 'probes', watched);
  const identities = new Set(Array.from(galleryLabels)).size;
  const atRank = new Int32Array(identities);
  for (const rank of found.ranks) atRank[rank - 1]++;
  let within = 0;
  const curve = Float64Array.from(atRank, (count) => (within += count) / probes.rows);
  return { ...found, cmc: curve, rank1: curve[0], rank5: curve[Math.min(5, identities) - 1] };
}

/** One operating point of open-set identification. */
export interface OpenSetRate {
  target: number;
  /** Identify when similarity >= threshold. Infinity identifies nobody. */
  threshold: number;
  /** Share of non-mated probes that are taken for somebody, at most the target. */
  fpir: number;
  /** Share of mated probes that are named rightly: rank 1 and similarity >= threshold. */
  tpir: number;
  falsePositives: number;
  truePositives: number;
  /** Wilson 95 % interval of `tpir`. */
  tpirLow: number;
  tpirHigh: number;
  /** Present when the non-mated probes are too few for the target: the sentence to show in place of the number. */
  refusal?: string;
}

/** Open-set identification. */
export interface OpenSet {
  rows: OpenSetRate[];
  /** [mated] */
  mateSimilarities: Float64Array;
  /** [mated] */
  mateRanks: Int32Array;
  /** [nonMated], cosine to the best gallery picture. */
  nonMatedSimilarities: Float64Array;
}

/**
 * Open-set identification: some probes are nobody in the gallery. For each target the smallest threshold with FPIR <= target
 * among the best similarities of the non-mated probes, the mate similarities of the mated ones, and Infinity.
 * FPIR = share of non-mated probes whose best similarity is >= threshold;
 * TPIR = share of mated probes at rank 1 with mate similarity >= threshold.
 *
 * @param mated [mated, dim] with matedLabels [mated], each the label of somebody in the gallery
 * @param nonMated [nonMated, dim], people who are not in the gallery
 * @param gallery [gallery, dim] with galleryLabels [gallery]
 * @param fpirs targets in (0, 1]
 * @throws InputError as in {@link cmc}, and for targets out of range
 *
 * ISO/IEC 19795-1; P. Grother, M. Ngan: Face Recognition Vendor Test, NIST IR 8009, 2014.
 */
export async function openSetRates(
  mated: Matrix,
  matedLabels: ArrayLike<number>,
  nonMated: Matrix,
  gallery: Matrix,
  galleryLabels: ArrayLike<number>,
  fpirs: ArrayLike<number>,
  { signal }: Pick<Watched, 'signal'> = {},
): Promise<OpenSet> {
  checkRates(fpirs, 'FPIR');
  const { mateSimilarities, ranks } = await mateRanks(mated, matedLabels, gallery, galleryLabels, 'mated', { signal });
  const nonMatedSimilarities = (await identify(nonMated, gallery, { topK: 1, signal })).similarities;
  const strangers = nonMatedSimilarities.slice().sort().reverse();
  const candidates = Float64Array.from([...mateSimilarities, ...nonMatedSimilarities]).sort();
  const rows = Array.from(fpirs, (target): OpenSetRate => {
    const allowed = allowedFalseAccepts(target, strangers.length);
    // The best stranger that must be turned away; without one every candidate will do.
    const refused = allowed < strangers.length ? strangers[allowed] : -Infinity;
    const threshold = candidates.find((candidate) => candidate > refused) ?? Infinity;
    const falsePositives = strangers.filter((similarity) => similarity >= threshold).length;
    const truePositives = ranks.filter((rank, probe) => rank === 1 && mateSimilarities[probe] >= threshold).length;
    const [tpirLow, tpirHigh] = wilsonInterval(truePositives, mated.rows);
    return {
      target,
      threshold,
      fpir: falsePositives / strangers.length,
      tpir: truePositives / mated.rows,
      falsePositives,
      truePositives,
      tpirLow,
      tpirHigh,
      ...refusalOf(target, strangers.length, 'FPIR', 'non-mated probes'),
    };
  });
  return { rows, mateSimilarities, mateRanks: ranks, nonMatedSimilarities };
}

/** What the neighbours of each query say. */
export interface NearestLabels {
  /** [queries, k] gallery rows, nearest first. */
  neighbours: Int32Array;
  /** [queries], the most frequent label among them. */
  predictions: Int32Array;
}

/**
 * Classification by the k nearest gallery pictures (cosine) and majority vote; of labels with as many votes the one whose
 * picture is nearest wins. Always answers: to say "nobody", use a threshold ({@link openSetRates}).
 *
 * @param queries [queries, dim]
 * @param gallery [gallery, dim] with galleryLabels [gallery]
 * @param k 1 … gallery rows
 * @throws InputError as in {@link identify}, and for labels of another length
 *
 * T. Cover, P. Hart: Nearest neighbor pattern classification. IEEE Transactions on Information Theory 13, 1967.
 */
export async function kNearest(
  queries: Matrix,
  gallery: Matrix,
  galleryLabels: ArrayLike<number>,
  k: number,
  watched: Watched = {},
): Promise<NearestLabels> {
  checkLabels(galleryLabels, gallery.rows, 'galleryLabels');
  checkCount(k, 1, gallery.rows, 'k', 'no query has more neighbours than the gallery has pictures.');
  const { indices } = await identify(queries, gallery, { ...watched, topK: k });
  const predictions = Int32Array.from({ length: queries.rows }, (_, query) => {
    const votes = new Map<number, number>();
    for (const row of indices.subarray(query * k, (query + 1) * k)) {
      votes.set(galleryLabels[row], (votes.get(galleryLabels[row]) ?? 0) + 1);
    }
    const most = Math.max(...votes.values());
    // A map keeps the order of insertion: the first label with the most votes has the nearest picture.
    return [...votes.keys()].find((label) => votes.get(label) === most)!;
  });
  return { neighbours: indices, predictions };
}

async function mateRanks(
  probes: Matrix,
  probeLabels: ArrayLike<number>,
  gallery: Matrix,
  galleryLabels: ArrayLike<number>,
  name: string,
  watched: Watched,
): Promise<Ranks> {
  const from = directions(probes, name);
  const to = directions(gallery, 'gallery');
  checkSameColumns(probes, name, gallery, 'gallery');
  checkLabels(probeLabels, probes.rows, `the labels of ${name}`);
  checkLabels(galleryLabels, gallery.rows, 'galleryLabels');

  const order = byLabel(galleryLabels);
  const runs = new Map<number, [start: number, end: number]>();
  order.forEach((row, position) => {
    const run = runs.get(galleryLabels[row]);
    if (run === undefined) runs.set(galleryLabels[row], [position, position + 1]);
    else run[1] = position + 1;
  });
  const mateSimilarities = Float64Array.from({ length: probes.rows }, (_, probe) => {
    const run = runs.get(probeLabels[probe]);
    expect(
      run !== undefined,
      `Row ${probe} of ${name} is of identity ${probeLabels[probe]}, who has no picture in the gallery: ` +
        'enrol the identity, or treat the row as non-mated with openSetRates.',
    );
    let best = -Infinity;
    for (let position = run[0]; position < run[1]; position++)
      best = Math.max(best, cosine(from, probe, to, order[position]));
    return best;
  });

  // Pictures of one identity lie side by side, so "counted already" is one comparison with the last identity counted.
  const closer = new Int32Array(probes.rows);
  const lastCounted = new Float64Array(probes.rows).fill(NaN);
  const tiles = allTiles(probes.rows, gallery.rows);
  const error = screeningErrorHere();
  for await (const block of similarityBlocks(from, inOrder(probes.rows), to, order, tiles, watched)) {
    const width = block.columnEnd - block.columnStart;
    for (let probe = block.rowStart; probe < block.rowEnd; probe++) {
      const at = (probe - block.rowStart) * width;
      const mate = mateSimilarities[probe];
      const possibly = mate - error;
      const surely = mate + error;
      for (let column = 0; column < width; column++) {
        const screened = block.values[at + column];
        if (screened < possibly) continue;
        const row = order[block.columnStart + column];
        const label = galleryLabels[row];
        if (label === probeLabels[probe] || label === lastCounted[probe]) continue;
        if (screened <= surely && cosine(from, probe, to, row) <= mate) continue;
        closer[probe]++;
        lastCounted[probe] = label;
      }
    }
  }
  return { mateSimilarities, ranks: closer.map((count) => count + 1) };
}
