import { InputError } from '../base/errors';
import type { Watched } from '../base/watched';
import { exactGallery } from './exact';
import type { Gallery, GalleryKind } from './gallery';
import { GalleryRows } from './rows';
import { readRows } from './store';
import { indexedGallery } from './usearch';

/** An empty gallery for the embeddings of one network, of `dim` numbers each. */
export async function newGallery(kind: GalleryKind, network: string, dim: number): Promise<Gallery> {
  const rows = new GalleryRows(dim);
  return kind === 'exact' ? exactGallery(network, rows) : indexedGallery(network, { rows });
}

/**
 * A gallery that was saved, to be searched as it was or in the other way: with an index that is built now, or without one.
 *
 * @param folder where `save` wrote it
 * @param network whose embeddings are to be added or searched; left out, the gallery's own
 * @throws InputError when there is no gallery or a damaged one, and when it was made with another network
 */
export async function openGallery(
  folder: string,
  { network, kind, ...watched }: { network?: string; kind?: GalleryKind } & Watched = {},
): Promise<Gallery> {
  const stored = await readRows(folder);
  if (network !== undefined && network !== stored.network) {
    throw new InputError(
      `The gallery in ${folder} was made with the ${stored.network}, and this is the ${network}, ` +
        `whose numbers cannot be compared with it: give the network of the gallery, or make another gallery.`,
    );
  }
  return (kind ?? stored.kind) === 'exact'
    ? exactGallery(stored.network, stored.rows)
    : indexedGallery(stored.network, stored, watched);
}
