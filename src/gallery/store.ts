import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../base/errors';
import { asDiskError, DiskError, makeFolder, writeWhole } from '../data/disk';
import type { GalleryKind } from './gallery';
import { GalleryRows, nobody } from './rows';

/*
 * A gallery is a folder: gallery.json says who is in it, `vectors-HASH.bin` has the numbers (float32, little-endian, row after
 * row) and `index-HASH.usearch` the graph. Files with numbers carry their hash in their name and gallery.json is renamed into
 * place last: a process that is killed at any moment leaves the old gallery or the new one. Files that gallery.json does not
 * name are removed, so that nothing is left of a deleted person.
 * Not handled: machines that store the high byte first.
 */

/** What {@link saveRows} writes and {@link readRows} reads. */
export interface StoredGallery {
  kind: Exclude<GalleryKind, 'pgvector'>;
  network: string;
  rows: GalleryRows;
}

interface GalleryFile {
  format: typeof format;
  kind: StoredGallery['kind'];
  network: string;
  dim: number;
  names: string[];
  labels: number[];
  sources: string[];
  vectors: string;
  index?: string;
}

const format = 'facelab gallery 1';

const ownFiles = /^(vectors|index)-[0-9a-f]{16}\.(bin|usearch)$|^index-.*\.part$/;

/** True where {@link saveRows} has saved a gallery. */
export function hasGallery(folder: string): boolean {
  return existsSync(path.join(folder, 'gallery.json'));
}

/**
 * Saves a gallery whole or not at all.
 *
 * @param gallery writeIndex writes the index to the file of that name, where there is an index
 * @throws DiskError when the machine refuses
 */
export async function saveRows(
  folder: string,
  { kind, network, rows, writeIndex }: StoredGallery & { writeIndex?: (file: string) => void },
): Promise<void> {
  await makeFolder(folder);
  const before = await readdir(folder);
  const written: string[] = [];
  try {
    const { values } = rows.matrix;
    const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    const vectors = `vectors-${shortHash(createHash('sha256').update(bytes))}.bin`;
    written.push(vectors);
    await writeWhole(path.join(folder, vectors), bytes);
    const index = writeIndex && (await saveIndex(folder, writeIndex));
    if (index !== undefined) written.push(index);
    const inUse = new Set(rows.labels);
    const names = rows.names.map((name, label) => (inUse.has(label) ? name : ''));
    const { dim, labels, sources } = rows;
    const file: GalleryFile = { format, kind, network, dim, names, labels, sources, vectors, index };
    await writeWhole(path.join(folder, 'gallery.json'), JSON.stringify(file));
  } catch (error) {
    // The older gallery stays as it was; what is left of the newer one would only keep a full disk full.
    await removeFiles(
      folder,
      written.filter((file) => !before.includes(file)),
    );
    throw asDiskError(error, folder) ?? error;
  }
  const stale = (await readdir(folder)).filter((file) => ownFiles.test(file) && !written.includes(file));
  await removeFiles(folder, stale);
}

/** Lets the library write the index beside its place, and moves it there. */
async function saveIndex(folder: string, writeIndex: (file: string) => void): Promise<string> {
  const temporary = path.join(folder, `index-${process.pid}-${randomBytes(4).toString('hex')}.part`);
  try {
    try {
      writeIndex(temporary);
    } catch (error) {
      throw new DiskError(`The index cannot be written to ${folder}: free some space or choose another folder.`, {
        cause: error,
      });
    }
    const name = `index-${await hashOfFile(temporary)}.usearch`;
    await rename(temporary, path.join(folder, name));
    return name;
  } finally {
    await rm(temporary, { force: true }).catch(() => {});
  }
}

/**
 * Reads what {@link saveRows} wrote. Everything is checked first, the files with numbers against their hashes: the library
 * would crash on a damaged index.
 *
 * @returns the gallery's parts, and the file of the index where it has one
 * @throws InputError when the gallery is damaged; DiskError when there is none, or it may not be read
 */
export async function readRows(folder: string): Promise<StoredGallery & { index?: string }> {
  try {
    const file: unknown = JSON.parse(await readFile(path.join(folder, 'gallery.json'), 'utf8'));
    const wrong = whatIsWrong(file);
    if (wrong !== undefined) throw new Error(`gallery.json ${wrong}`);
    const { kind, network, dim, names, labels, sources, vectors, index } = file as GalleryFile;
    const values = await readHashed(folder, vectors, 4 * dim * labels.length);
    if (index !== undefined && hashIn(index) !== (await hashOfFile(path.join(folder, index))))
      throw new Error(`${index} is damaged`);
    const rows = GalleryRows.from(dim, { names, labels, sources, values: new Float32Array(values) });
    return { kind, network, rows, index: index && path.join(folder, index) };
  } catch (error) {
    throw (
      asDiskError(error) ??
      new InputError(
        `The gallery in ${folder} cannot be read (${(error as Error).message}): ` +
          `restore the folder, or add the people to a new one.`,
      )
    );
  }
}

/** The first thing in which `gallery.json` differs from a {@link GalleryFile}, as the end of a sentence. */
function whatIsWrong(file: unknown): string | undefined {
  if (typeof file !== 'object' || file === null) return 'is no object';
  const { format: version, kind, network, dim, names, labels, sources, vectors, index } = file as Partial<GalleryFile>;
  if (version !== format) return `is not of the format "${format}"`;
  if (kind !== 'exact' && kind !== 'usearch') return 'names no kind of gallery';
  if (typeof network !== 'string' || !Number.isSafeInteger(dim) || dim! < 1)
    return 'does not say which network it is for';
  const areTexts = (list: unknown): boolean => Array.isArray(list) && list.every((item) => typeof item === 'string');
  if (!areTexts(names) || !areTexts(sources)) return 'does not list people and pictures';
  const isLabel = (label: number): boolean => Number.isInteger(label) && label >= nobody && label < names!.length;
  if (!Array.isArray(labels) || labels.length !== sources!.length || !labels.every(isLabel))
    return 'does not say who is on which picture';
  // Nothing but files of this folder: a name such as ../x would lead elsewhere.
  const isFile = (name: unknown, kind: string): boolean =>
    typeof name === 'string' && ownFiles.test(name) && name.startsWith(`${kind}-`);
  if (!isFile(vectors, 'vectors') || (kind === 'usearch' && !isFile(index, 'index')))
    return 'does not name the files with the numbers';
  return undefined;
}

/** The bytes of a file whose name holds their hash. Files of any length, which `readFile` does not read. */
async function readHashed(folder: string, name: string, length: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(new ArrayBuffer(length));
  const hash = createHash('sha256');
  let end = 0;
  for await (const chunk of chunksOf(path.join(folder, name))) {
    if (end + chunk.length > length) throw new Error(`${name} is longer than gallery.json says`);
    bytes.set(chunk, end);
    hash.update(chunk);
    end += chunk.length;
  }
  if (end < length || hashIn(name) !== shortHash(hash)) throw new Error(`${name} is damaged`);
  return bytes.buffer as ArrayBuffer;
}

async function hashOfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunksOf(file)) hash.update(chunk);
  return shortHash(hash);
}

async function* chunksOf(file: string): AsyncGenerator<Uint8Array> {
  const handle = await open(file);
  try {
    const chunk = new Uint8Array(4 * 2 ** 20);
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, chunk.length);
      if (bytesRead === 0) return;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

function shortHash(hash: ReturnType<typeof createHash>): string {
  return hash.digest('hex').slice(0, 16);
}

function hashIn(name: string): string {
  return name.replace(/^[a-z]+-|\..*$/g, '');
}

async function removeFiles(folder: string, files: string[]): Promise<void> {
  await Promise.all(files.map((file) => rm(path.join(folder, file), { force: true }).catch(() => {})));
}
