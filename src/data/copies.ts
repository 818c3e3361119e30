import { readFile, realpath } from 'node:fs/promises';
import { contentHash } from './cache';
import { sizeOf } from './file-size';

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
