import { mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect } from '../../base/errors';
import type { Matrix } from '../../base/matrix';
import type { Watched } from '../../base/watched';
import { exactGallery } from '../../gallery/exact';
import type { Gallery, Match } from '../../gallery/gallery';
import { GalleryRows } from '../../gallery/rows';
import { readRows } from '../../gallery/store';
import { indexedGallery } from '../../gallery/usearch';
import { drawnDescriptors } from './drawn-descriptors';

/** How a search answers, and what it costs. */
export interface SearchResult {
  /** How many pictures the index proposed for each probe; none for the exact search. */
  candidates?: number;
  /** Share of the gallery's people, and of strangers, whose most similar picture is the one that the exact search finds. */
  recall: { people: number; strangers: number };
  /** At the threshold: share of strangers who are taken for somebody. */
  fpir: number;
  /** At the threshold: share of the gallery's people who are not named rightly. */
  fnir: number;
  /** Per probe, one call for all. On the clock, so that other work on the machine counts. */
  milliseconds: number;
}

/** The exact search of a gallery and searches through its index. */
export interface SearchComparison {
  pictures: number;
  /** Cosine from which the exact search takes at most the given share of strangers for somebody. */
  threshold: number;
  exact: SearchResult;
  indexed: SearchResult[];
  buildSeconds: number;
  bytes: { embeddings: number; index: number };
}

/**
 * Searches a gallery of drawn descriptors exactly and through an index, for people who are in it and for strangers, and counts what
 * the index misses and what that does to open-set identification: a missed picture of the right person can only turn a right
 * answer into a wrong one, a missed look-alike of a stranger only a false alarm into none.
 * Needs an engine (`selectEngine`).
 *
 * @param options people with `pictures` pictures each; probes: people who are asked for, and as many strangers; candidates: one
 *   search through the index for each; fpir: the share of strangers that the threshold allows; freedom as in `drawnDescriptors`
 */
export async function compareSearches({
  people,
  pictures = 4,
  probes,
  candidates,
  fpir,
  freedom = 32,
  seed,
  onProgress,
  signal,
}: {
  people: number;
  pictures?: number;
  probes: number;
  candidates: number[];
  fpir: number;
  freedom?: number;
  seed: number;
} & Watched): Promise<SearchComparison> {
  expect(probes <= people, `There are ${people} people, but ${probes} are asked for: pass at most ${people} probes.`);
  const drawn = drawnDescriptors({ people, pictures, mated: probes, strangers: probes, freedom, seed });
  const rows = new GalleryRows(drawn.gallery.columns);
  const nameOf = (index: number): string => `person ${Math.floor(index / pictures)}`;
  rows.add(
    Array.from({ length: people * pictures }, (_, index) => ({ name: nameOf(index), source: `${index}` })),
    drawn.gallery,
  );
  const exact = await answers(exactGallery('drawn', rows), drawn, signal);
  const strangers = exact.strangers.map(({ similarity }) => similarity).sort((a, b) => b - a);
  const allowed = Math.floor(fpir * probes);
  // Just above the best stranger who has to be turned away.
  const threshold = allowed < probes ? strangers[allowed] + Number.EPSILON : -1;
  const result = (found: Answers): SearchResult => ({
    recall: { people: agreement(found.mated, exact.mated), strangers: agreement(found.strangers, exact.strangers) },
    fpir: share(found.strangers, (match) => match !== undefined && match.similarity >= threshold),
    fnir: share(found.mated, (match, index) => match?.name !== `person ${index}` || match.similarity < threshold),
    milliseconds: found.milliseconds,
  });

  const folder = await mkdtemp(path.join(os.tmpdir(), 'facelab-searches-'));
  try {
    const start = performance.now();
    const built = await indexedGallery('drawn', { rows }, { onProgress, signal });
    const buildSeconds = (performance.now() - start) / 1000;
    await built.save(folder);
    const index = (await readRows(folder)).index!;
    const indexed: SearchResult[] = [];
    for (const count of candidates) {
      const gallery = await indexedGallery('drawn', { rows, index, candidates: count });
      indexed.push({ candidates: count, ...result(await answers(gallery, drawn, signal)) });
    }
    const bytes = { embeddings: rows.matrix.values.byteLength, index: (await stat(index)).size };
    return { pictures: rows.size, threshold, exact: result(exact), indexed, buildSeconds, bytes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Answers {
  mated: Match[];
  strangers: Match[];
  milliseconds: number;
}

async function answers(
  gallery: Gallery,
  probes: { mated: Matrix; strangers: Matrix },
  signal?: AbortSignal,
): Promise<Answers> {
  const nearest = async (matrix: Matrix): Promise<Match[]> =>
    (await gallery.search(matrix, { topK: 1, signal })).map(([match]) => match);
  // The first search measures the gallery's rows and starts the engine's kernels: it is not counted.
  await nearest({ ...probes.mated, values: probes.mated.values.subarray(0, probes.mated.columns), rows: 1 });
  const start = performance.now();
  const [mated, strangers] = [await nearest(probes.mated), await nearest(probes.strangers)];
  const milliseconds = (performance.now() - start) / (mated.length + strangers.length);
  return { mated, strangers, milliseconds };
}

function agreement(found: (Match | undefined)[], right: Match[]): number {
  return share(found, (match, index) => match?.source === right[index].source);
}

function share<T>(items: T[], holds: (item: T, index: number) => boolean): number {
  return items.filter(holds).length / items.length;
}
