import type { Matrix } from '../../base/matrix';
import { type Watched } from '../../base/watched';
import { checkCount, checkLabels } from '../../similarity/checks';
import { identify } from './nearest';

/** The neighbours of each query and their vote. */
export interface NearestLabels {
  /** [queries, k] gallery rows, nearest first. */
  neighbours: Int32Array;
  /** [queries], the most frequent label among them. */
  predictions: Int32Array;
}

/**
 * Classification by the k nearest gallery pictures (cosine) and majority vote; of labels with as many votes the one whose
 * picture is nearest wins, and of pictures that are equally near, the one that comes first in the gallery. Always answers: to say "nobody", use a threshold (`openSetRates`).
 *
 * @param queries [queries, dim]
 * @param gallery [gallery, dim] with galleryLabels [gallery]
 * @param k 1 … gallery rows
 * @throws InputError as in `identify`, and for labels of another length
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
