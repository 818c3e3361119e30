import { compareSearches, type SearchComparison } from '../../lessons/measuring/missed-neighbours';
import type { RunContext } from '../record';

/** A gallery of drawn descriptors and who asks in it. */
export interface GallerySize {
  people: number;
  /** Of each person. */
  pictures: number;
  /** How much pictures of one person differ, as in `drawnDescriptors`. */
  spread: number;
  /** People who are asked for, and as many strangers. */
  probes: number;
  /** One search through the index for each. */
  candidates: number[];
  /** Share of the strangers whom the threshold lets pass in the exact search. */
  fpir: number;
}

/** Compares the searches of one gallery; what is drawn is the seed's. */
export function searchGallery(size: GallerySize, { seed, signal, onProgress }: RunContext): Promise<SearchComparison> {
  return compareSearches({ ...size, seed, signal, onProgress });
}
