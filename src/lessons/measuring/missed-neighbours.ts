import { mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect } from '../../base/errors';
import { takeRows, type Matrix } from '../../base/matrix';
import type { Watched } from '../../base/watched';
import { exactGallery } from '../../gallery/exact';
import type { Gallery, Match } from '../../gallery/gallery';
import { GalleryRows } from '../../gallery/rows';
import { readRows } from '../../gallery/store';
import { indexedGallery } from '../../gallery/usearch';
import { drawnDescriptors } from './drawn-descriptors';

/** How a search answers. */
export interface SearchErrors {
  /** Share of the gallery's people, and of strangers, whose most similar picture is the one that the exact search finds. */
  recall: { people: number; strangers: number };
  /** At the threshold: share of strangers who are taken for somebody. */
  fpir: number;
  /** At the threshold: share of the gallery's people who are not named rightly. */
  fnir: number;
}

/** What a search costs per probe, in milliseconds of processor time, over all threads: other work on the machine hardly counts. */
export interface SearchTime {
  /** One probe a call, as a door or a camera asks. */
  single: number;
  /** All probes in one call. */
  together: number;
}

/** The exact search of a gallery and searches through its index. All but `measured` is the same for the same seed. */
export interface SearchComparison {
  pictures: number;
  /** Cosine from which the exact search takes at most the given share of strangers for somebody. */
  threshold: number;
  bytes: { embeddings: number; index: number };
  exact: SearchErrors;
  /** With how many pictures the index proposed for each probe. */
  indexed: (SearchErrors & { candidates: number })[];
  /** Times, which differ from run to run. The index is built in one thread: seconds of processor time. */
  measured: { buildSeconds: number; exact: SearchTime; indexed: SearchTime[] };
}

/** Probes that are asked for one a call: enough for a time, few enough for an exact search among a million. */
const singles = { exact: 20, indexed: 200 };

/**
 * Searches a gallery of drawn descriptors exactly and through an index, for people who are in it and for strangers, and counts what
 * the index misses and what that does to open-set identification: a missed picture of the right person can only turn a right
 * answer into a wrong one, a missed look-alike of a stranger only a false alarm into none.
 * Needs an engine (`selectEngine`).
 *
 * @param options people with `pictures` pictures each; probes: people who are asked for, and as many strangers; candidates: one
 *   search through the index for each; fpir: the share of strangers that the threshold allows; freedom and spread as in `drawnDescriptors`
 */
export async function compareSearches({
  people,
  pictures = 4,
  probes,
  candidates,
  fpir,
  freedom = 32,
  spread,
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
  spread?: number;
  seed: number;
} & Watched): Promise<SearchComparison> {
  expect(probes <= people, `There are ${people} people, but ${probes} are asked for: pass at most ${people} probes.`);
  const drawn = drawnDescriptors({ people, pictures, mated: probes, strangers: probes, freedom, spread, seed });
  const rows = new GalleryRows(drawn.gallery.columns);
  const nameOf = (index: number): string => `person ${Math.floor(index / pictures)}`;
  rows.add(
    Array.from({ length: people * pictures }, (_, index) => ({ name: nameOf(index), source: `${index}` })),
    drawn.gallery,
  );
  const exact = await answers(exactGallery('drawn', rows), drawn, singles.exact, signal);
  const strangers = exact.strangers.map(({ similarity }) => similarity).sort((a, b) => b - a);
  const allowed = Math.floor(fpir * probes);
  // Just above the best stranger who has to be turned away.
  const threshold = allowed < probes ? strangers[allowed] + Number.EPSILON : -1;
  const errors = (found: Answers): SearchErrors => ({
    recall: { people: agreement(found.mated, exact.mated), strangers: agreement(found.strangers, exact.strangers) },
    fpir: share(found.strangers, (match) => match !== undefined && match.similarity >= threshold),
    fnir: share(found.mated, (match, index) => match?.name !== `person ${index}` || match.similarity < threshold),
  });

  const folder = await mkdtemp(path.join(os.tmpdir(), 'facelab-searches-'));
  try {
    const started = processorSeconds();
    const built = await indexedGallery('drawn', { rows }, { onProgress, signal });
    const buildSeconds = processorSeconds() - started;
    await built.save(folder);
    const index = (await readRows(folder)).index!;
    const indexed: SearchComparison['indexed'] = [];
    const times: SearchTime[] = [];
    for (const count of candidates) {
      const gallery = await indexedGallery('drawn', { rows, index, candidates: count });
      const found = await answers(gallery, drawn, singles.indexed, signal);
      indexed.push({ candidates: count, ...errors(found) });
      times.push(found.time);
    }
    return {
      pictures: rows.size,
      threshold,
      bytes: { embeddings: rows.matrix.values.byteLength, index: (await stat(index)).size },
      exact: errors(exact),
      indexed,
      measured: { buildSeconds, exact: exact.time, indexed: times },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Answers {
  mated: Match[];
  strangers: Match[];
  time: SearchTime;
}

async function answers(
  gallery: Gallery,
  probes: { mated: Matrix; strangers: Matrix },
  single: number,
  signal?: AbortSignal,
): Promise<Answers> {
  const nearest = async (matrix: Matrix): Promise<Match[]> =>
    (await gallery.search(matrix, { topK: 1, signal })).map(([match]) => match);
  const asked = Math.min(single, probes.mated.rows);
  const round = async (): Promise<Answers> => {
    const start = processorSeconds();
    const [mated, strangers] = [await nearest(probes.mated), await nearest(probes.strangers)];
    const together = (1000 * (processorSeconds() - start)) / (mated.length + strangers.length);
    const each: number[] = [];
    for (let row = 0; row < asked; row++) {
      const began = processorSeconds();
      await nearest(takeRows(probes.mated, [row]));
      each.push(1000 * (processorSeconds() - began));
    }
    // The median: now and then memory is tidied up while a probe is answered.
    const single = each.sort((a, b) => a - b)[Math.floor(asked / 2)];
    return { mated, strangers, time: { single, together } };
  };
  // The first round measures the gallery's rows, starts the engine's kernels and has the code compiled: its times do not count.
  await round();
  return round();
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function agreement(found: (Match | undefined)[], right: Match[]): number {
  return share(found, (match, index) => match?.source === right[index].source);
}

function share<T>(items: T[], holds: (item: T, index: number) => boolean): number {
  return items.filter(holds).length / items.length;
}
