import { checkCount } from '../similarity/checks';
import { directions, type Directions } from '../similarity/cosine';
import { search } from '../evaluation/identification/nearest';
import { quickestPrecision } from '../evaluation/identification/screen';
import type { Gallery, Match } from './gallery';
import { checkEmbeddings, GalleryRows } from './rows';
import { saveRows } from './store';

/**
 * A gallery that compares every probe with every picture, as `identify` does: nothing is missed, and the time grows with the
 * number of pictures. Searching needs an engine (`selectEngine`).
 * Memory: 4 · dim bytes per picture, and what `identify` takes while it searches.
 *
 * @param network what made the embeddings
 * @param rows what it starts with
 */
export function exactGallery(network: string, rows: GalleryRows): Gallery {
  rows.close();
  let measured: Directions | undefined;
  return {
    kind: 'exact',
    network,
    dim: rows.dim,
    size: async () => rows.size,
    pictures: async () => rows.pictures(),
    async add(pictures, embeddings) {
      measured = undefined;
      rows.add(pictures, embeddings);
    },
    async search(probes, { topK, ...watched }) {
      checkEmbeddings(probes, 'probes', rows.dim);
      checkCount(topK, 1, Number.MAX_SAFE_INTEGER, 'topK', 'ask for one picture or more.');
      const from = directions(probes, 'probes');
      if (rows.size === 0) return Array.from({ length: probes.rows }, () => []);
      measured ??= directions(rows.matrix, 'gallery');
      const found = Math.min(topK, rows.size);
      const precision = quickestPrecision();
      const { indices, similarities } = await search(from, measured, { ...watched, topK: found, precision });
      return Array.from({ length: probes.rows }, (_, probe) =>
        Array.from({ length: found }, (_, rank): Match => {
          const row = indices[probe * found + rank];
          const similarity = similarities[probe * found + rank];
          return { ...rows.picture(row), similarity, embedding: rows.embedding(row) };
        }),
      );
    },
    async remove(name) {
      measured = undefined;
      const removed = rows.remove(name).length;
      rows.close();
      return removed;
    },
    save: (folder) => saveRows(folder, { kind: 'exact', network, rows }),
    close: async () => {},
  };
}
