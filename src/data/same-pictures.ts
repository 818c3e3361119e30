import { readFile } from 'node:fs/promises';
import { contentHash } from './cache';
import { sizeOf } from './file-size';
import type { PictureProblem, PictureRecord } from './folder';

/**
 * Files that lie under two people's names with the same content, a sentence for each further name: such a picture says that
 * two people look alike as they never do. Only files of the same length are read. Finds copies of files, not pictures that
 * were saved anew; a file that cannot be read is passed over, since whoever loads it reports it.
 */
export async function samePictures(records: readonly PictureRecord[]): Promise<PictureProblem[]> {
  const bySize = new Map<number, PictureRecord[]>();
  for (const record of records) {
    const size = await sizeOf(record.path);
    if (size === undefined || size === 0) continue;
    bySize.set(size, [...(bySize.get(size) ?? []), record]);
  }
  const problems: PictureProblem[] = [];
  for (const alike of bySize.values()) {
    if (alike.length < 2 || alike.every(({ name }) => name === alike[0].name)) continue;
    const first = new Map<string, PictureRecord>();
    for (const record of alike) {
      const bytes = await readFile(record.path).catch(() => undefined);
      if (bytes === undefined) continue;
      const key = contentHash(bytes);
      const known = first.get(key);
      if (known === undefined) first.set(key, record);
      else if (known.name !== record.name) {
        const { path } = record;
        const problem = `${path} is the same picture as ${known.path}, under another name: keep it with the person who is in it.`;
        problems.push({ path, problem, skipped: false });
      }
    }
  }
  return problems;
}
