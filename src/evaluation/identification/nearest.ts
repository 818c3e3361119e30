import * as tf from '@tensorflow/tfjs';
import type { Matrix } from '../../base/matrix';
import { breathe, type Watched } from '../../base/watched';
import { nativeBackend } from '../../engine/kernels/native';
import { checkCount, checkSameColumns } from '../../similarity/checks';
import { cosine, directions, inOrder, unitTensor, type Directions } from '../../similarity/cosine';
import { groupSize, quickestPrecision, screenOf, type Precision, type Screen } from './screen';

/*
 * Identification, 1:N: who in the gallery is this probe? Similarity is the cosine of two embeddings, and an identity is as
 * similar as its best gallery picture. The engine multiplies in blocks of float32, or of bfloat16 where a processor is made for it;
 * whatever is close to a decision is computed again in float64, so that indices, ranks and thresholds are those of float64 on
 * every engine.
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

/** Where more than one group in so many has to be looked at beside the topK, a float32 product costs less than looking. */
const tooClose = 48;

/**
 * The topK gallery pictures of largest cosine for each probe: exact search, no index. Of pictures that are equally similar the
 * lower row comes first; to score the answer see `cmc`, where ties count against.
 * Memory beside the embeddings, whatever their number: one gallery tile of 3,072 rows twice (6 MB each at 512 dimensions), one probe
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

  return search(from, to, { topK, precision: quickestPrecision(), onProgress, signal });
}

/**
 * What `identify` does once its arguments are checked. The answer does not depend on the precision, in which the engine only looks for
 * what is to be decided: where too much lies within the bounds of bfloat16, the rest is multiplied in float32.
 */
export async function search(
  from: Directions,
  to: Directions,
  { topK, precision, onProgress, signal }: { topK: number; precision: Precision } & Watched,
): Promise<Neighbours> {
  const probes = from.matrix.rows;
  const gallery = to.matrix.rows;
  const indices = new Int32Array(probes * topK).fill(-1);
  const similarities = new Float64Array(probes * topK).fill(-Infinity);
  const nearest: Neighbours = { topK, indices, similarities };
  const probeOrder = inOrder(probes);
  const total = Math.ceil(gallery / galleryTile) * Math.ceil(probes / probeTile);
  let done = 0;
  for (let first = 0; first < probes; first += probeTile) {
    const last = Math.min(probes, first + probeTile);
    const width = last - first;
    const tile = unitTensor(from, probeOrder, first, last);
    let screen = screenOf(tile, precision);
    try {
      for (let start = 0; start < gallery; start += galleryTile) {
        signal?.throwIfAborted();
        const end = Math.min(gallery, start + galleryTile);
        const groups = Math.floor((end - start) / groupSize);
        const grouped = start + groups * groupSize;
        let { maxima, places } = await closeGroups(nearest, first, last, screen, to, start, groups);
        if (precision === 'bfloat16' && places.length > width * (topK + groups / tooClose)) {
          precision = 'float32';
          screen.dispose();
          screen = screenOf(tile, precision);
          ({ maxima, places } = await closeGroups(nearest, first, last, screen, to, start, groups));
        }
        // The largest first: what they turn out to be excludes most of the others.
        for (const place of places.sort((a, b) => maxima[b] - maxima[a])) {
          const probe = first + (place % width);
          if (maxima[place] < screen.needed(similarities[(probe + 1) * topK - 1])) continue;
          for (let row = start + Math.floor(place / width); row < grouped; row += groups)
            enter(nearest, probe, row, cosine(from, probe, to, row));
        }
        for (let probe = first; probe < last; probe++) {
          for (let row = grouped; row < end; row++) enter(nearest, probe, row, cosine(from, probe, to, row));
        }
        onProgress?.(++done, total);
        await breathe();
      }
    } finally {
      screen.dispose();
      tile.dispose();
    }
  }
  return nearest;
}

/** The rows start … end − 1 at unit length. TensorFlow divides them itself where float32 holds them and their lengths. */
function unitRows(to: Directions, start: number, end: number): tf.Tensor2D {
  const { values, columns } = to.matrix;
  const lengths = to.lengths.subarray(start, end);
  const moderate = lengths.every((length) => length === 0 || (length > 2 ** -60 && length < 2 ** 60));
  if (!nativeBackend() || !(values instanceof Float32Array) || !moderate) {
    return unitTensor(
      { matrix: { ...to.matrix, values: values.subarray(start * columns, end * columns), rows: end - start }, lengths },
      inOrder(end - start),
      0,
      end - start,
    );
  }
  const scales = Float32Array.from(lengths, (length) => (length === 0 ? 0 : 1 / length));
  const rows = tf.tensor2d(values.subarray(start * columns, end * columns), [end - start, columns]);
  return tf.mul(rows, tf.tensor2d(scales, [end - start, 1]));
}

/**
 * The groups that may change a probe's topK, by their places in [groups, width] and their maxima. The last of the topK will have at
 * least what it has now, and at least what the topK best groups promise, each of which holds a row of nearly its maximum.
 */
async function closeGroups(
  { topK, similarities }: Neighbours,
  first: number,
  last: number,
  screen: Screen,
  to: Directions,
  start: number,
  groups: number,
): Promise<{ maxima: Float32Array; places: number[] }> {
  if (groups === 0) return { maxima: new Float32Array(0), places: [] };
  const rows = tf.tidy(() => unitRows(to, start, start + groups * groupSize));
  let maxima: Float32Array;
  try {
    maxima = await screen.maxima(rows);
  } finally {
    rows.dispose();
  }
  const { least, needed } = screen;
  const width = last - first;
  const bounds = new Float64Array(width);
  for (let p = 0; p < width; p++) bounds[p] = needed(similarities[(first + p + 1) * topK - 1]);
  const promises = groups >= topK ? new Float64Array(width * topK).fill(-Infinity) : undefined;
  const places: number[] = [];
  for (let group = 0; group < groups; group++) {
    for (let p = 0, place = group * width; p < width; p++, place++) {
      if (maxima[place] < bounds[p]) continue;
      places.push(place);
      if (promises === undefined) continue;
      const promised = promise(promises, p * topK, topK, least(maxima[place]));
      bounds[p] = Math.max(bounds[p], needed(promised));
    }
  }
  return { maxima, places: places.filter((place) => maxima[place] >= bounds[place % width]) };
}

/** Puts a value among the `count` largest, descending from `first` on; returns the last of them. */
function promise(largest: Float64Array, first: number, count: number, value: number): number {
  let slot = first + count - 1;
  if (value <= largest[slot]) return largest[slot];
  for (; slot > first && value > largest[slot - 1]; slot--) largest[slot] = largest[slot - 1];
  largest[slot] = value;
  return largest[first + count - 1];
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
