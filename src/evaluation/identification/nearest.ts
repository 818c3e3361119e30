import * as tf from '@tensorflow/tfjs';
import type { Matrix } from '../../base/matrix';
import { breathe, type Watched } from '../../base/watched';
import { checkCount, checkSameColumns } from '../../similarity/checks';
import { cosine, directions, inOrder, screeningErrorHere, unitTensor, type Directions } from '../../similarity/cosine';

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

/** Gallery rows in a group: only the best cosine of a group is looked at, unless it comes close to the best of all. */
const groupSize = 8;

/** Groups that are read from the engine beside the topK best; more are read when many are equally good. */
const spareGroups = 8;

/**
 * The topK gallery pictures of largest cosine for each probe: exact search, no index. Of pictures that are equally similar the
 * lower row comes first; to score the answer see `cmc`, where ties count against.
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

/** For each probe of a tile, its best groups of gallery rows, best first: [probes, width]. */
interface BestGroups {
  width: number;
  groups: ArrayLike<number>;
  /** The largest float32 cosine of each. */
  maxima: ArrayLike<number>;
}

/**
 * As many of the best groups as are worth looking at, for each probe of a tile. The tile's first row is `first`. Group g is the
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

/** Whether for some probe even the last of its best groups is worth looking at: then there may be further ones. */
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
