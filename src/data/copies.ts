import { readFile, realpath, stat } from 'node:fs/promises';
import { contentHash } from './cache';

/**
 * Which of the paths lead to the very file of `path`, however they are spelt, or to a file of the same bytes. Only files of the
 * same length are read. A path that leads nowhere is no copy. Does not handle the same picture saved anew.
 */
export async function copiesOf(path: string, paths: readonly string[]): Promise<Set<string>> {
  const [own, size] = await Promise.all([realpath(path), sizeOf(path)]);
  let hash: string | undefined;
  const copies = new Set<string>();
  for (const other of paths) {
    const real = await realpath(other).catch(() => undefined);
    if (real === undefined) continue;
    if (real === own) copies.add(other);
    else if ((await sizeOf(other)) === size) {
      hash ??= contentHash(await readFile(path));
      if (contentHash(await readFile(other)) === hash) copies.add(other);
    }
  }
  return copies;
}

/** In bytes; undefined for what is no file, such as a pipe. */
async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? found.size : undefined;
}
