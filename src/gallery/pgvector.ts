import { InputError } from '../base/errors';
import { rowOf, type Matrix } from '../base/matrix';
import { checkCount, checkFinite } from '../similarity/checks';
import { cosine, directions, type Directions } from '../similarity/cosine';
import { expectNetwork, type Gallery, type GalleryPicture, type Match } from './gallery';
import { checkEmbeddings, checkPictures, GalleryRows } from './rows';
import { saveRows } from './store';

/** What is used of the client of PostgreSQL. */
interface Client {
  connect(): Promise<void>;
  query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[]; rowCount: number }>;
  end(): Promise<void>;
  on(event: 'error', listener: () => void): void;
}

/** Pictures that are sent at once. */
const portion = 500;

/** More candidates than the extension takes from its graph at once come from searching on. */
const mostAtOnce = 1000;

/** Whether this is the address of a database and not a folder. */
export function isDatabase(place: string): boolean {
  return /^postgres(ql)?:\/\//.test(place);
}

/**
 * A gallery that several programs share: tables of a PostgreSQL database with the extension pgvector, whose graph of near neighbours
 * proposes candidates, sorted here by the exact cosine. What is added or removed is in the database at once, whole or not at all;
 * `save` writes a copy to a folder, as an exact gallery.
 *
 * A person who is removed is gone from table and index, which are written anew; the database's log of changes and its backups keep
 * what they keep elsewhere too. Graphs are drawn with the database's own chance: two of them may propose other candidates.
 * Not handled: embeddings of zeros only, which the extension does not index, and more than 2,000 numbers per embedding.
 *
 * @param address postgres://USER:PASSWORD@HOST:PORT/DATABASE
 * @param options network: whose embeddings are to be added or searched, left out the gallery's own; dim starts a gallery where there
 *   is none; candidates as in `IndexedStart`
 * @returns undefined where there is no gallery and no dim
 * @throws InputError when the database does not answer or lacks pgvector, and when the gallery was made with another network
 */
export async function pgvectorGallery(
  address: string,
  { network: wanted, dim: started, candidates = 256 }: { network?: string; dim?: number; candidates?: number } = {},
): Promise<Gallery | undefined> {
  const client = await connected(address);
  const ask = (text: string, values?: unknown[]): ReturnType<Client['query']> =>
    client.query(text, values).catch((error) => {
      throw sentence(address, error);
    });

  /** All of it happens or nothing. */
  async function whole<T>(work: () => Promise<T>): Promise<T> {
    await ask('BEGIN');
    try {
      const result = await work();
      await ask('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {});
      throw error;
    }
  }

  try {
    if (started !== undefined && wanted !== undefined) await whole(() => start(wanted, started));
    const [{ there }] = (await ask(`SELECT to_regclass('facelab_gallery') IS NOT NULL AS there`)).rows;
    const [row] = there ? (await ask('SELECT network, dim FROM facelab_gallery')).rows : [];
    if (row === undefined) {
      await client.end();
      return undefined;
    }
    const { network, dim } = row as { network: string; dim: number };
    expectNetwork(`the database ${withoutPassword(address)}`, network, wanted);
    return shared(network, dim);
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }

  async function start(network: string, dim: number): Promise<void> {
    // Two programs that start the gallery at once: one waits here for the other.
    await ask(`SELECT pg_advisory_xact_lock(hashtext('facelab gallery'))`);
    await ask('CREATE EXTENSION IF NOT EXISTS vector');
    await ask('CREATE TABLE IF NOT EXISTS facelab_gallery (network text NOT NULL, dim integer NOT NULL)');
    if ((await ask('SELECT 1 FROM facelab_gallery')).rows.length > 0) return;
    await ask('INSERT INTO facelab_gallery VALUES ($1, $2)', [network, dim]);
    await ask(
      'CREATE TABLE facelab_pictures (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ' +
        `person text NOT NULL, source text NOT NULL, embedding vector(${Number(dim)}) NOT NULL)`,
    );
    await ask('CREATE INDEX ON facelab_pictures (person)');
    await ask('CREATE INDEX ON facelab_pictures USING hnsw (embedding vector_cosine_ops)');
  }

  function shared(network: string, dim: number): Gallery {
    return {
      kind: 'pgvector',
      network,
      dim,
      async size() {
        return Number((await ask('SELECT count(*) FROM facelab_pictures')).rows[0].count);
      },
      async pictures() {
        const { rows } = await ask('SELECT person AS name, source FROM facelab_pictures ORDER BY id');
        return rows as unknown as GalleryPicture[];
      },
      async add(pictures, embeddings, { onProgress, signal } = {}) {
        checkEmbeddings(embeddings, 'embeddings', dim);
        checkFinite(embeddings, 'embeddings');
        checkPictures(pictures, embeddings.rows);
        await whole(async () => {
          for (let first = 0; first < pictures.length; first += portion) {
            signal?.throwIfAborted();
            const some = pictures.slice(first, first + portion);
            await ask(
              'INSERT INTO facelab_pictures (person, source, embedding) ' +
                'SELECT person, source, embedding FROM unnest($1::text[], $2::text[], $3::vector[]) ' +
                'WITH ORDINALITY AS given(person, source, embedding, place) ORDER BY place',
              [
                some.map(({ name }) => name),
                some.map(({ source }) => source),
                some.map((_, index) => written(embeddings, first + index)),
              ],
            );
            onProgress?.(first + some.length, pictures.length);
          }
        });
      },
      async search(probes, { topK, onProgress, signal }) {
        checkEmbeddings(probes, 'probes', dim);
        checkCount(topK, 1, Number.MAX_SAFE_INTEGER, 'topK', 'ask for one picture or more.');
        const from = directions(probes, 'probes');
        const asked = Math.max(topK, candidates);
        return whole(async () => {
          await ask(`SET LOCAL hnsw.ef_search = ${Math.min(asked, mostAtOnce)}`);
          await ask('SET LOCAL hnsw.iterative_scan = strict_order');
          const answers: Match[][] = [];
          for (let probe = 0; probe < probes.rows; probe++) {
            signal?.throwIfAborted();
            const { rows } = await ask(
              'SELECT id, person, source, embedding::text FROM facelab_pictures ORDER BY embedding <=> $1::vector LIMIT $2',
              [written(probes, probe), asked],
            );
            answers.push(ranked(from, probe, dim, rows).slice(0, topK));
            onProgress?.(probe + 1, probes.rows);
          }
          return answers;
        });
      },
      async remove(name) {
        const { rowCount } = await ask('DELETE FROM facelab_pictures WHERE person = $1', [name]);
        // To delete is to hide only: table and index are written anew without what is hidden.
        if (rowCount > 0) await ask('VACUUM FULL facelab_pictures');
        return rowCount;
      },
      async save(folder) {
        const { rows } = await ask('SELECT person, source, embedding::text FROM facelab_pictures ORDER BY id');
        const copy = new GalleryRows(dim);
        const pictures = rows.map(({ person, source }) => ({ name: String(person), source: String(source) }));
        if (rows.length > 0) copy.add(pictures, numbersOf(rows, dim));
        await saveRows(folder, { kind: 'exact', network, rows: copy });
      },
      close: () => client.end(),
    };
  }
}

/** The rows of an answer by exact cosine, of equally similar ones that which was added first. */
function ranked(from: Directions, probe: number, dim: number, rows: Record<string, unknown>[]): Match[] {
  if (rows.length === 0) return [];
  const matrix = numbersOf(rows, dim);
  const to = directions(matrix, 'gallery');
  return rows
    .map(({ id, person, source }, row) => ({
      id: Number(id),
      match: {
        name: String(person),
        source: String(source),
        similarity: cosine(from, probe, to, row),
        embedding: rowOf(matrix, row) as Float32Array,
      },
    }))
    .sort((a, b) => b.match.similarity - a.match.similarity || a.id - b.id)
    .map(({ match }) => match);
}

/** A row as the extension reads it. */
function written(matrix: Matrix, row: number): string {
  return `[${Float32Array.from(rowOf(matrix, row)).join(',')}]`;
}

/** The extension writes as many digits as float32 needs. */
function numbersOf(rows: Record<string, unknown>[], dim: number): Matrix {
  const values = new Float32Array(rows.length * dim);
  rows.forEach(({ embedding }, row) => values.set(JSON.parse(String(embedding)), row * dim));
  return { values, rows: rows.length, columns: dim };
}

async function connected(address: string): Promise<Client> {
  // Loaded by who needs it.
  const { Client } = require('pg') as { Client: new (options: object) => Client };
  try {
    const client = new Client({ connectionString: address, connectionTimeoutMillis: 5000 });
    client.on('error', () => {}); // the next question tells it
    await client.connect();
    return client;
  } catch (error) {
    throw sentence(address, error);
  }
}

function sentence(address: string, error: unknown): InputError {
  const { message, code } = error as { message?: string; code?: string };
  return new InputError(
    `The database ${withoutPassword(address)} cannot be used (${message || code}): ` +
      `check the address, that PostgreSQL runs there with the extension pgvector, and that this user may use it.`,
  );
}

function withoutPassword(address: string): string {
  return address.replace(/\/\/[^@/]*@/, '//').replace(/\?.*/, '');
}
