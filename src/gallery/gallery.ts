import { InputError } from '../base/errors';
import type { Matrix } from '../base/matrix';
import type { Watched } from '../base/watched';

/** One picture of a gallery: who is on it, and where it came from. */
export interface GalleryPicture {
  name: string;
  source: string;
}

/** A picture of the gallery and how similar it is to a probe. */
export interface Match extends GalleryPicture {
  /** Exact cosine in float64 of the probe and the float32 numbers that the gallery keeps. */
  similarity: number;
  /** [dim], as it was added; writing to it would write to the gallery. */
  embedding: Float32Array;
}

/** The ways in which a gallery is searched. */
export type GalleryKind = 'exact' | 'usearch' | 'pgvector';

/**
 * People with their pictures' embeddings, to be searched for the nearest. Every gallery keeps the numbers as float32 and sorts
 * what it finds by the exact cosine; galleries differ in whether they look at all pictures or at candidates of an index.
 *
 * Not handled: several networks in one gallery, and two processes that change the same folder (the last to save wins).
 */
export interface Gallery {
  readonly kind: GalleryKind;
  /** The network that made the embeddings, by name or hash. */
  readonly network: string;
  /** Numbers per embedding. */
  readonly dim: number;
  /** How many pictures there are. */
  size(): Promise<number>;
  /** Every picture, in the gallery's own order. */
  pictures(): Promise<GalleryPicture[]>;
  /**
   * @param embeddings [pictures, dim]
   * @throws InputError for another dim, other numbers of pictures and rows, numbers that are not finite
   */
  add(pictures: GalleryPicture[], embeddings: Matrix, watched?: Watched): Promise<void>;
  /**
   * The topK most similar pictures of each probe, most similar first; fewer where the gallery has fewer, none where it is empty.
   *
   * @param probes [probes, dim], of any length
   * @throws InputError for another dim, numbers that are not finite, topK that is no whole number from 1
   */
  search(probes: Matrix, options: { topK: number } & Watched): Promise<Match[][]>;
  /** Deletes a person: memory, index and, after `save`, the files keep no number of theirs. Returns how many pictures went. */
  remove(name: string, watched?: Watched): Promise<number>;
  /** Writes the gallery to a folder, where it is afterwards whole or as it was before. */
  save(folder: string): Promise<void>;
  /** Lets go of what the gallery holds outside its memory: a connection. */
  close(): Promise<void>;
}

/** Throws where a gallery of one network is to be used with another; `place` as in "the gallery in place". */
export function expectNetwork(place: string, network: string, wanted?: string): void {
  if (wanted === undefined || wanted === network) return;
  throw new InputError(
    `The gallery in ${place} was made with the ${network}, and this is the ${wanted}, ` +
      `whose numbers cannot be compared with it: give the network of the gallery, or make another gallery.`,
  );
}
