import { InputError } from '../base/errors';
import { seeded } from '../base/random';
import { breathe, type Watched } from '../base/watched';
import { checkCount } from '../similarity/checks';
import { cosine, directions, type Directions } from '../similarity/cosine';
import type { Gallery, Match } from './gallery';
import { checkEmbeddings, GalleryRows, nobody } from './rows';
import { saveRows } from './store';

/** Pictures that go into the index at once, and probes that are looked up at once. */
const portion = 500;

/**
 * Links per picture and pictures looked at while linking: what the library's authors take for 16 links. Eight bits per number
 * find the same candidates as 32 on drawn descriptors, in a third of the time (bench/gallery.ts); the exact cosine decides. A search
 * looks at as many pictures as candidates are asked for, and not at 64 whenever fewer are, as the library does by itself.
 */
const settings = {
  metric: 'cos',
  quantization: 'i8',
  connectivity: 16,
  expansion_add: 128,
  expansion_search: 1,
} as const;

/** What is used of the library's index; its own types know a single probe and lists of probes, but no matrix. */
interface Index {
  add(keys: BigUint64Array, vectors: Float32Array, threads: number): void;
  /** With one probe no counts. */
  search(vectors: Float32Array, count: number, threads: number): { keys: BigUint64Array; counts?: BigUint64Array };
  remove(keys: BigUint64Array): void;
  save(file: string): void;
  load(file: string): void;
}

/** How an indexed gallery starts. */
export interface IndexedStart {
  rows: GalleryRows;
  /** File of an index of these rows; without it the index is built. */
  index?: string;
  /** How many pictures the index proposes for each probe, at least topK: more are slower and miss less. */
  candidates?: number;
}

/**
 * A gallery for millions: a graph of near neighbours (HNSW, by the library usearch) proposes candidates, and the exact cosine
 * sorts them. A neighbour that the graph does not propose is missed: of a person in the gallery rarely, of a stranger more
 * often, since strangers have no near neighbour that stands out.
 *
 * Memory: 5 · dim + about 150 bytes per picture. The index works in one thread, so that the same calls in the same order give
 * the same index and the same answers; a gallery that was saved and opened between them may answer otherwise.
 * A deleted person's place in the graph gets a drawn direction; when a quarter of the places is empty, the index is built anew.
 *
 * Y. Malkov, D. Yashunin: Efficient and robust approximate nearest neighbor search using hierarchical navigable small world
 * graphs. IEEE TPAMI 42(4), 2020.
 *
 * @param network what made the embeddings
 * @throws InputError where usearch has no build for this machine
 */
export async function indexedGallery(
  network: string,
  { rows, index: file, candidates = 256 }: IndexedStart,
  watched: Watched = {},
): Promise<Gallery> {
  let index = newIndex(rows.dim);
  let measured: Directions | undefined;
  /** Work on the index was stopped halfway: it is built anew before it is used. */
  let isUnfinished = false;
  if (file !== undefined) index.load(file);
  else await build(watched);

  /** Puts rows into the index; a row that it has already is replaced. */
  async function enter(entered: ArrayLike<number>, { onProgress, signal }: Watched): Promise<void> {
    for (let first = 0; first < entered.length; first += portion) {
      signal?.throwIfAborted();
      const last = Math.min(entered.length, first + portion);
      const some = Array.from({ length: last - first }, (_, place) => entered[first + place]);
      const vectors = new Float32Array(some.length * rows.dim);
      some.forEach((row, place) => vectors.set(vectorOf(row), place * rows.dim));
      index.add(BigUint64Array.from(some, BigInt), vectors, 1);
      onProgress?.(last, entered.length);
      await breathe();
    }
  }

  /** What stands in the index for a row: nobody's is drawn, so that the graph has no heap of equal places. */
  function vectorOf(row: number): Float32Array {
    if (rows.labels[row] !== nobody) return rows.embedding(row);
    const random = seeded(row, 'nobody');
    return Float32Array.from({ length: rows.dim }, () => random.normal());
  }

  async function build(watched: Watched): Promise<void> {
    rows.close();
    measured = undefined;
    isUnfinished = true;
    index = newIndex(rows.dim);
    await enter(
      Array.from({ length: rows.count }, (_, row) => row),
      watched,
    );
    isUnfinished = false;
  }

  return {
    kind: 'usearch',
    network,
    dim: rows.dim,
    size: async () => rows.size,
    pictures: async () => rows.pictures(),
    async add(pictures, embeddings, watched = {}) {
      if (isUnfinished) await build(watched);
      const before = rows.count;
      measured = undefined;
      const added = rows.add(pictures, embeddings);
      const taken = added.filter((row) => row < before);
      // The library gives the place of what is removed to what is added next.
      if (taken.length > 0) index.remove(BigUint64Array.from(taken, BigInt));
      try {
        await enter(added, watched);
      } catch (error) {
        isUnfinished = true;
        rows.clear(added);
        throw error;
      }
    },
    async search(probes, { topK, onProgress, signal }) {
      if (isUnfinished) await build({ signal });
      checkEmbeddings(probes, 'probes', rows.dim);
      checkCount(topK, 1, Number.MAX_SAFE_INTEGER, 'topK', 'ask for one picture or more.');
      const from = directions(probes, 'probes');
      const answers: Match[][] = [];
      if (rows.size === 0) return Array.from({ length: probes.rows }, () => []);
      measured ??= directions(rows.matrix, 'gallery');
      const asked = Math.min(rows.count, Math.max(topK, candidates));
      for (let first = 0; first < probes.rows; first += portion) {
        signal?.throwIfAborted();
        const last = Math.min(probes.rows, first + portion);
        const vectors = Float32Array.from(probes.values.subarray(first * rows.dim, last * rows.dim));
        const proposed = proposals(index, vectors, rows.dim, asked);
        for (let probe = first; probe < last; probe++)
          answers.push(ranked(rows, from, probe, measured, proposed[probe - first], topK));
        onProgress?.(last, probes.rows);
        await breathe();
      }
      return answers;
    },
    async remove(name, watched = {}) {
      const removed = rows.remove(name);
      if (removed.length === 0) return 0;
      measured = undefined;
      if (isUnfinished || 4 * rows.empty.length > rows.count) await build(watched);
      else {
        isUnfinished = true;
        // To remove is to mark only: the numbers go when something else is written over them.
        index.remove(BigUint64Array.from(removed, BigInt));
        await enter(removed, watched);
        isUnfinished = false;
      }
      return removed.length;
    },
    async save(folder) {
      if (isUnfinished) await build({});
      await saveRows(folder, { kind: 'usearch', network, rows, writeIndex: (file) => index.save(file) });
    },
    close: async () => {},
  };
}

/** The rows that the index proposes for each probe, in no order that matters. */
function proposals(index: Index, vectors: Float32Array, dim: number, count: number): Uint32Array[] {
  const { keys, counts = [keys.length] } = index.search(vectors, count, 1);
  return Array.from({ length: vectors.length / dim }, (_, probe) =>
    Uint32Array.from(keys.subarray(probe * count, probe * count + Number(counts[probe])), Number),
  );
}

/** The topK of the proposed rows by exact cosine; of equally similar ones the lower row comes first. */
function ranked(
  rows: GalleryRows,
  from: Directions,
  probe: number,
  to: Directions,
  proposed: Uint32Array,
  topK: number,
): Match[] {
  const similar: [row: number, similarity: number][] = [];
  for (const row of proposed) if (rows.labels[row] !== nobody) similar.push([row, cosine(from, probe, to, row)]);
  similar.sort(([a, first], [b, second]) => second - first || a - b);
  return similar
    .slice(0, topK)
    .map(([row, similarity]) => ({ ...rows.picture(row), similarity, embedding: rows.embedding(row) }));
}

/** The library comes as a binary, so that it is loaded by who needs it, and missing where there is none. */
function newIndex(dim: number): Index {
  let library: { Index: new (options: object) => Index };
  try {
    library = require('usearch');
  } catch {
    throw new InputError(
      `The index usearch has no build for this machine (${process.platform}, ${process.arch}): use an exact gallery.`,
    );
  }
  return new library.Index({ ...settings, dimensions: dim });
}
