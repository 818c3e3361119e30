import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeFolder, writeWhole } from './disk';

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
 * may share the folder: files are written whole. Throws a DiskError when the folder cannot be made or written.
 */
export async function openCache(folder: string | null = defaultCacheFolder): Promise<Cache> {
  if (folder === null) return { remember: (_key, compute) => compute() };
  await makeFolder(folder);
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
      await writeWhole(path, await encode(value));
      return value;
    },
  };
}

/** The SHA-256 of the bytes and of whatever else a result depends on, such as the version of the code that computes it. */
export function contentHash(bytes: Uint8Array, ...parts: (string | number)[]): string {
  return createHash('sha256').update(bytes).update(JSON.stringify(parts)).digest('hex');
}
