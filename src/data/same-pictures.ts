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

/**
 * The pictures without those that are copies of an earlier one of the same person, byte for byte, with a sentence for each that
 * is left out: a person whose picture is there twice would be recognised by that picture. A file that cannot be read stays.
 */
export async function withoutCopies(
  records: readonly PictureRecord[],
): Promise<{ records: PictureRecord[]; problems: PictureProblem[] }> {
  const sizes = await Promise.all(records.map(({ path }) => sizeOf(path)));
  const counts = new Map<number | undefined, number>();
  for (const size of sizes) counts.set(size, (counts.get(size) ?? 0) + 1);
  const first = new Map<string, PictureRecord>();
  const kept: PictureRecord[] = [];
  const problems: PictureProblem[] = [];
  for (const [index, record] of records.entries()) {
    const { path, name } = record;
    const isAlone = !sizes[index] || counts.get(sizes[index]) === 1;
    const bytes = isAlone ? undefined : await readFile(path).catch(() => undefined);
    const key = bytes && contentHash(bytes, name);
    const known = key && first.get(key);
    if (known) {
      problems.push({ path, problem: `${path} is a copy of ${known.path}, so it is left out.`, skipped: true });
      continue;
    }
    if (key) first.set(key, record);
    kept.push(record);
  }
  return { records: kept, problems };
}
