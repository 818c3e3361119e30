import * as tf from '@tensorflow/tfjs';
import type { Matrix } from '../../base/matrix';
import { breathe, type Watched } from '../../base/watched';
import { nativeBackend } from '../../engine/kernels/native';
import { checkCount, checkSameColumns } from '../../similarity/checks';
import { cosine, directions, inOrder, unitTensor, type Directions } from '../../similarity/cosine';
import { closeGroups, contestOf, decide } from './candidates';
import { groupSize, quickestPrecision, screenOf, type Maxima, type Precision, type Screen } from './screen';
import { enter, nobody, type Neighbours } from './top-k';

/*
 * Identification, 1:N: who in the gallery is this probe? Similarity is the cosine of two embeddings, and an identity is as
 * similar as its best gallery picture. The engine multiplies in blocks of float32, or of bfloat16 where a processor is made for it;
 * whatever is close to a decision is computed again in float64, so that indices, ranks and thresholds are those of float64 on
 * every engine.
 * Not handled: several pictures of a probe as one template (average their embeddings first), and approximate search.
 */

/** Blocks of cosines below 32 MiB: allocators keep such memory for the next block, larger ones go back to the system. */
const galleryTile = 3_072;

const probeTile = 2_048;

/** Where more than one group in so many has to be looked at beside the topK, a float32 product costs less than looking. */
const tooClose = 48;

/** So many groups for each probe wait to be decided at most: far fewer do, where not everything is close. */
const undecided = 64;

/**
 * The topK gallery pictures of largest cosine for each probe: exact search, no index. Of pictures that are equally similar the
 * lower row comes first; to score the answer see `cmc`, where ties count against.
 * Memory beside the embeddings, whatever their number: one gallery tile of 3,072 rows twice (6 MB each at 512 dimensions), one probe
 * tile of 2,048 and their block of cosines (25 MB) on the engine; on the host the answer, at most an eighth of the block and what is
 * still to be decided: a few MB, and 50 MB where nearly all pictures are equally close.
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
  const nearest = nobody(probes, topK);
  const probeOrder = inOrder(probes);
  const total = Math.ceil(gallery / galleryTile) * Math.ceil(probes / probeTile);
  let done = 0;
  for (let first = 0; first < probes; first += probeTile) {
    const width = Math.min(probeTile, probes - first);
    const contest = contestOf(nearest, first, width);
    const tile = unitTensor(from, probeOrder, first, first + width);
    let screen = await screenOf(tile, precision);
    try {
      for (let start = 0; start < gallery; start += galleryTile) {
        signal?.throwIfAborted();
        const end = Math.min(gallery, start + galleryTile);
        const groups = Math.floor((end - start) / groupSize);
        const grouped = start + groups * groupSize;
        for (let probe = first; probe < first + width; probe++) {
          for (let row = grouped; row < end; row++) enter(nearest, probe, row, cosine(from, probe, to, row));
        }
        if (groups > 0) {
          const before = contest.promises.slice();
          let found = closeGroups(contest, await maximaOfRows(screen, to, start, grouped), screen, start);
          if (precision === 'bfloat16' && found.length > width * (topK + groups / tooClose)) {
            precision = 'float32';
            screen.dispose();
            screen = await screenOf(tile, precision);
            contest.promises.set(before);
            found = closeGroups(contest, await maximaOfRows(screen, to, start, grouped), screen, start);
          }
          for (const candidate of found) contest.candidates.push(candidate);
          if (contest.candidates.length > width * undecided) await decide(contest, from, to, { signal });
        }
        if (end === gallery) await decide(contest, from, to, { signal });
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

/** What the screen says of the gallery's rows start … end − 1, a whole number of groups. */
async function maximaOfRows(screen: Screen, to: Directions, start: number, end: number): Promise<Maxima> {
  const rows = tf.tidy(() => unitRows(to, start, end));
  try {
    return await screen.maxima(rows);
  } finally {
    rows.dispose();
  }
}

/** The rows start … end − 1 at unit length. TensorFlow divides them itself where float32 holds them and their lengths. */
function unitRows(to: Directions, start: number, end: number): tf.Tensor2D {
  const { values, columns } = to.matrix;
  const lengths = to.lengths.subarray(start, end);
  const scales = new Float32Array(end - start);
  let moderate = true;
  for (let row = 0; row < scales.length; row++) {
    const length = lengths[row];
    scales[row] = length === 0 ? 0 : 1 / length;
    moderate &&= length === 0 || (length > 2 ** -60 && length < 2 ** 60);
  }
  if (!nativeBackend() || !(values instanceof Float32Array) || !moderate) {
    return unitTensor(
      { matrix: { ...to.matrix, values: values.subarray(start * columns, end * columns), rows: end - start }, lengths },
      inOrder(end - start),
      0,
      end - start,
    );
  }
  const rows = tf.tensor2d(values.subarray(start * columns, end * columns), [end - start, columns]);
  return tf.mul(rows, tf.tensor2d(scales, [end - start, 1]));
}
