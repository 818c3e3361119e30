import * as tf from '@tensorflow/tfjs';
import type { Matrix } from '../../base/matrix';
import { breathe, type Watched } from '../../base/watched';
import { nativeBackend } from '../../engine/kernels/native';
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

  const indices = new Int32Array(probes.rows * topK).fill(-1);
  const similarities = new Float64Array(probes.rows * topK).fill(-Infinity);
  const nearest: Neighbours = { topK, indices, similarities };
  const probeOrder = inOrder(probes.rows);
  const total = Math.ceil(gallery.rows / galleryTile) * Math.ceil(probes.rows / probeTile);
  const best = new Float64Array(Math.min(topK, galleryTile / groupSize));
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
        const maxima = await groupMaxima(tile, to, start, groups);
        for (let probe = first; probe < last; probe++) {
          const at = (probe - first) * groups;
          const bound = worthwhile(nearest, probe, maxima, at, groups, best);
          for (let group = 0; group < groups; group++) {
            if (maxima[at + group] < bound) continue;
            for (let row = start + group; row < grouped; row += groups)
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

/**
 * The largest float32 cosine in each group of gallery rows for each probe of a tile, [probes, groups]. Group g is the rows
 * g, g + groups, g + 2 groups, … from `start` on: a maximum over whole rows, which is quick to take.
 */
async function groupMaxima(probes: tf.Tensor2D, to: Directions, start: number, groups: number): Promise<Float32Array> {
  if (groups === 0) return new Float32Array(0);
  const maxima = tf.tidy(() => {
    const cosines = tf.matMul(probes, unitRows(to, start, start + groups * groupSize), false, true);
    return tf.max(tf.reshape(cosines, [probes.shape[0], groupSize, groups]), 1);
  });
  try {
    return (await maxima.data()) as Float32Array;
  } finally {
    maxima.dispose();
  }
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
 * A group of a smaller maximum cannot change a probe's topK. The last of them will have at least what it has now, and at
 * least what the topK best groups promise, each of which holds a row of its maximum less the screening error.
 * The probe's maxima start `at`; `best` is space for as many as are looked for.
 */
function worthwhile(
  { topK, similarities }: Neighbours,
  probe: number,
  maxima: Float32Array,
  at: number,
  groups: number,
  best: Float64Array,
): number {
  const now = similarities[(probe + 1) * topK - 1];
  const error = screeningErrorHere();
  if (groups < topK) return now - error;
  best.fill(-Infinity, 0, topK);
  for (let place = at; place < at + groups; place++) {
    const value = maxima[place];
    let slot = topK - 1;
    if (value <= best[slot]) continue;
    for (; slot > 0 && value > best[slot - 1]; slot--) best[slot] = best[slot - 1];
    best[slot] = value;
  }
  return Math.max(now, best[topK - 1] - error) - error;
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
