import type { SearchComparison } from '../lessons/measuring/missed-neighbours';
import type { Experiment } from './record';
import { searchGallery, type GallerySize } from './runs/search-galleries';

/** What galleries of every size have in common. */
export const gallerySettings = {
  pictures: 4,
  spread: 0.5,
  probes: 2000,
  candidates: [4, 8, 16, 32, 64, 128, 256, 512],
  fpir: 0.01,
};

/**
 * What an index finds, misses and saves among ten thousand to a million pictures. Everything in a result but `measured`, which are
 * times, is the same whenever it is recorded. The index of a million pictures takes a quarter of an hour to build.
 */
export const gallerySizes: Experiment<GallerySize, SearchComparison> = {
  name: 'gallery-sizes',
  description: 'galleries of up to a million drawn descriptors, searched exactly and through an index',
  configurations: Object.fromEntries(
    [10_000, 100_000, 1_000_000].map((size) => [
      `size-${size}`,
      { ...gallerySettings, people: size / gallerySettings.pictures },
    ]),
  ),
  files: () => ['src/experiments/runs/search-galleries.ts'],
  run: searchGallery,
};
