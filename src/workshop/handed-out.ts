import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, InputError } from '../base/errors';
import { writeWhole } from '../data/disk';
import { hashOf } from './changes';

/**
 * What a handout keeps of how it was handed out, in its folder `.handout`: `files.json` with the hash of each file, and in
 * `texts` the texts by their hash, whatever their path. So the course can be brought back to it, and a newer handout knows
 * what a student has changed.
 */
export interface HandedOut {
  /** When it was made, in ISO format. */
  made: string;
  /** Hashes by path. */
  files: Record<string, string>;
}

export const keptFolder = '.handout';
export const kept = { list: `${keptFolder}/files.json`, text: (hash: string): string => `${keptFolder}/texts/${hash}` };

/** The text that bytes are in UTF-8; undefined for a picture, a model and anything else that is no text. */
export function asText(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Writes what is kept of a handout that lies in `folder`. */
export async function keepHandedOut(folder: string, paths: string[], made = new Date()): Promise<void> {
  const files: HandedOut['files'] = {};
  for (const path of [...paths].sort()) {
    const bytes = readFileSync(join(folder, path));
    files[path] = hashOf(bytes);
    if (asText(bytes) !== undefined) await writeWhole(join(folder, kept.text(files[path])), bytes);
  }
  // Git may change the ends of lines in a clone for Windows: then no text would have its hash.
  await writeWhole(join(folder, keptFolder, '.gitattributes'), '* -text\n');
  await writeWhole(join(folder, kept.list), listText({ made: made.toISOString(), files }));
}

export function listText(handedOut: HandedOut): string {
  return `${JSON.stringify(handedOut, undefined, 1)}\n`;
}

/** What is kept in the folder of a handout; undefined where nothing is. */
export function readHandedOut(folder: string): HandedOut | undefined {
  const file = join(folder, kept.list);
  if (!existsSync(file)) return undefined;
  const broken = `${file} is damaged: unpack the handout again.`;
  try {
    const read = JSON.parse(readFileSync(file, 'utf8')) as HandedOut;
    const isGood = Object.entries(read.files).every(([path, hash]) => isPlain(path) && /^[0-9a-f]{64}$/.test(hash));
    expect(isGood && !Number.isNaN(Date.parse(read.made)), broken);
    return read;
  } catch (error) {
    throw error instanceof SyntaxError || error instanceof TypeError ? new InputError(broken) : error;
  }
}

/** A path below the folder, and none of those that belong to git, to facelab or to what is installed. */
function isPlain(path: string): boolean {
  const parts = path.split('/');
  const foreign = ['.git', '.facelab', keptFolder, 'node_modules', '.venv', 'saved'];
  return !/[\\\0:]/.test(path) && parts.every((part) => !['', '.', '..'].includes(part)) && !foreign.includes(parts[0]);
}

/** The text with this hash, as it was handed out; undefined where the file was none. */
export function handedOutText(folder: string, hash: string): Buffer | undefined {
  const file = join(folder, kept.text(hash));
  if (!existsSync(file)) return undefined;
  const bytes = readFileSync(file);
  expect(hashOf(bytes) === hash, `${file} is damaged: unpack the handout again.`);
  return bytes;
}
