import { expect } from '../../base/errors';
import type { Matrix } from '../../base/matrix';
import { type Watched } from '../../base/watched';
import { allTiles, similarityBlocks } from '../../similarity/tiles';
import { checkLabels, checkSameColumns } from '../../similarity/checks';
import { byLabel, cosine, directions, inOrder, screeningErrorHere } from '../../similarity/cosine';

/** The place of each probe's own identity in the gallery. */
export interface Ranks {
  /** [probes], cosine to the best gallery picture of the probe's identity. */
  mateSimilarities: Float64Array;
  /** [probes], 1 + number of other identities that are at least as similar: a tie counts against the probe. */
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
 *
 *     rank(p) = 1 + #{identities c ≠ y_p : s(p, c) >= s(p, y_p)},   s(p, c) = largest cosine of p to a picture of c
 *
 * Ties count against: whoever is as similar as the right one comes before it. A network that gives one vector for every
 * picture therefore has rank 1 = 0, where counting only those that are more similar would make it perfect. The same holds
 * wherever a result is scored: `openSetRates` names a probe rightly only when nobody is as similar, `tarAtFar` accepts all pairs of
 * the threshold's similarity or none, and in `roc` a tie is half a success. `identify` and `kNearest` score nothing: they list what
 * is equally similar in the gallery's order, which knows nothing of the truth.
 *
 * Memory beside the embeddings: the probes at unit length, 4,096 gallery rows and a block of 16 MiB on the engine.
 *
 * @param probes [probes, dim] with probeLabels [probes]
 * @param gallery [gallery, dim] with galleryLabels [gallery]; several pictures per identity are allowed
 * @throws InputError for labels of another length, a probe without a mate (see `openSetRates`), embeddings as in `identify`
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

export async function mateRanks(
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
  const before = new Int32Array(probes.rows);
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
        if (screened <= surely && cosine(from, probe, to, row) < mate) continue;
        before[probe]++;
        lastCounted[probe] = label;
      }
    }
  }
  return { mateSimilarities, ranks: before.map((count) => count + 1) };
}
