import { InputError } from '../base/errors';
import type { Watched } from '../base/watched';
import { exactGallery } from './exact';
import { expectNetwork, type Gallery } from './gallery';
import { isDatabase, pgvectorGallery } from './pgvector';
import { GalleryRows } from './rows';
import { hasGallery, readRows, type StoredGallery } from './store';
import { indexedGallery } from './usearch';

/** An empty gallery for the embeddings of one network, of `dim` numbers each. */
export async function newGallery(kind: StoredGallery['kind'], network: string, dim: number): Promise<Gallery> {
  const rows = new GalleryRows(dim);
  return kind === 'exact' ? exactGallery(network, rows) : indexedGallery(network, { rows });
}

/** What a gallery is opened for. */
export interface Opening extends Watched {
  /** Whose embeddings are to be added or searched; left out, the gallery's own. */
  network?: string;
  /** How a gallery in a folder is searched, if otherwise than it was: with an index that is built now, or without one. */
  kind?: StoredGallery['kind'];
}

/**
 * A gallery that was saved.
 *
 * @param place the folder where `save` wrote it, or the address of a database
 * @throws InputError when there is no gallery or a damaged one, and when it was made with another network
 */
export async function openGallery(place: string, opening: Opening = {}): Promise<Gallery> {
  const found = await findGallery(place, opening);
  if (found !== undefined) return found;
  throw new InputError(
    isDatabase(place)
      ? 'There is no gallery in the database: facelab gallery add starts one.'
      : `There is no gallery in ${place}: expected a file gallery.json, as facelab gallery add writes it.`,
  );
}

/** The same; undefined where there is no gallery. */
export async function findGallery(
  place: string,
  { network, kind, ...watched }: Opening = {},
): Promise<Gallery | undefined> {
  if (isDatabase(place)) return pgvectorGallery(place, { network });
  if (!hasGallery(place)) return undefined;
  const stored = await readRows(place);
  expectNetwork(place, stored.network, network);
  return (kind ?? stored.kind) === 'exact'
    ? exactGallery(stored.network, stored.rows)
    : indexedGallery(stored.network, stored, watched);
}
