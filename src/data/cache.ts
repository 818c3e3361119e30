import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DiskError, makeFolder, writeWhole } from './disk';

/** Where results about pictures are kept unless another folder is given. It may be deleted at any time. */
export const defaultCacheFolder = resolve(__dirname, '../../.facelab/cache');

/** What a cache keeps: files by key. `null` as a folder keeps nothing. */
export interface Cache {
  /**
   * The value kept under the key, read by `decode`; otherwise that of `compute`, which is then kept as `encode` writes it.
   * An entry that `decode` rejects (it was damaged) is computed anew.
   */
  remember<Value>(key: string, compute: () => Promise<Value>, form: Form<Value>): Promise<Value>;
}

/** How a value is kept in a file. `decode` throws when the bytes are damaged. */
export interface Form<Value> {
  ending: string;
  encode: (value: Value) => Uint8Array | string | Promise<Uint8Array>;
  decode: (bytes: Buffer) => Value | Promise<Value>;
}

/**
 * Opens a cache. Its keys are hashes of the content that a result depends on, so entries never grow stale, and two processes
 * may share the folder: files are written whole. A cache only saves time: where its folder cannot be made or written, as on a
 * read-only or full disk, what it has is read, the rest is computed each time, and one sentence on standard error says so.
 */
export async function openCache(folder: string | null = defaultCacheFolder): Promise<Cache> {
  if (folder === null) return { remember: (_key, compute) => compute() };
  await writing(folder, () => makeFolder(folder));
  return {
    remember: async (key, compute, { ending, encode, decode }) => {
      const path = join(folder, key.slice(0, 2), `${key}${ending}`);
      const kept = await readFile(path).catch(() => undefined);
      if (kept !== undefined) {
        try {
          return await decode(kept);
        } catch {
          // Damaged by something outside: computed again below.
        }
      }
      const value = await compute();
      const encoded = await encode(value);
      await writing(folder, () => writeWhole(path, encoded));
      return value;
    },
  };
}

/** The folders of which it has been said that they cannot be written. */
const reported = new Set<string>();

/** Writes into a cache's folder unless the machine refuses. */
async function writing(folder: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    if (reported.has(folder)) return;
    reported.add(folder);
    // The remedy after the last colon is for who chose the path.
    const refusal = error.message.slice(0, error.message.lastIndexOf(': '));
    console.error(`${refusal}: results about pictures are not kept, and take as long the next time.`);
  }
}

/** The SHA-256 of the bytes and of whatever else a result depends on, such as the version of the code that computes it. */
export function contentHash(bytes: Uint8Array, ...parts: (string | number)[]): string {
  return createHash('sha256').update(bytes).update(JSON.stringify(parts)).digest('hex');
}
