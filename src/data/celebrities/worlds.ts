import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { Faces } from '../faces';
import { DiskError, writeWhole } from '../disk';
import { drawnKnowledge } from './knowledge';
import { everydayHardness } from './people';
import { renderCelebrities, type RenderOptions } from './render';
import { worldVersion } from './world-version';

/*
 * Drawn people, kept on disk: a world is drawn once and read back in a moment, whoever asks for it. Its folder is named after
 * the settings and the version of what is drawn, so a world never grows stale. It may be deleted at any time.
 */

const root = path.resolve(__dirname, '..', '..', '..');

/** Where worlds are kept unless another folder is given. */
export const worldsFolder = path.join(root, '.facelab', 'worlds');

/** Where worlds are kept, and how much disk they may take together. */
export interface WorldStore {
  folder?: string;
  /** Bytes. Past them the worlds that were used longest ago are deleted. Default 4 GiB. */
  limit?: number;
  /** Pictures per file, about: what an interrupted drawing loses at most. Default 2,048. */
  picturesPerPart?: number;
}

/** What `world.json` says; it is written last, so that a world without it is not finished. */
interface WorldNote {
  count: number;
  size: number;
  /** SHA-256 of each part. */
  parts: string[];
}

/**
 * The people that {@link renderCelebrities} draws, pixel for pixel, from the disk where they were drawn before. What is missing is
 * drawn, part by part: a drawing that was interrupted goes on where it stopped. A damaged part is drawn anew. On a disk that is
 * full or read-only people are drawn and not kept.
 *
 * @param options as of `renderCelebrities`; progress counts pictures
 * @throws InputError as `renderCelebrities`, and the signal's reason when interrupted
 */
export async function keptCelebrities(
  options: RenderOptions,
  { folder = worldsFolder, limit = 4 * 2 ** 30, picturesPerPart = 2048 }: WorldStore = {},
): Promise<Faces> {
  const { identities, picturesEach, size, firstIdentity = 0, signal, onProgress } = options;
  const world = path.join(folder, keyOf(options));
  const people = Math.max(1, Math.round(picturesPerPart / picturesEach));
  const each = size * size * 3 * picturesEach;
  const noted = await noteOf(world, Math.ceil(identities / people));
  const pixels = noted ? new Uint8Array(identities * each) : undefined;
  if (noted && pixels && (await readParts(world, noted, pixels, people * each))) {
    onProgress?.(noted.count, noted.count);
    await utimes(path.join(world, 'world.json'), new Date(), new Date()).catch(() => {});
    return { pixels, ...drawnKnowledge(options) };
  }

  const drawn: Uint8Array[] = [];
  const parts: string[] = [];
  const count = identities * picturesEach;
  let kept = true;
  for (let first = 0; first < identities || first === 0; first += people) {
    signal?.throwIfAborted();
    const before = first * picturesEach;
    const here = Math.min(people, identities - first);
    const file = partOf(world, parts.length);
    let part = await wholePart(file, here * each);
    if (part === undefined) {
      part = (
        await renderCelebrities({
          ...options,
          identities: here,
          firstIdentity: firstIdentity + first,
          onProgress: (done) => onProgress?.(before + done, count),
        })
      ).pixels;
      if (kept) kept = await wasWritten(file, withHash(part));
    }
    drawn.push(part);
    parts.push(hashOf(part));
    onProgress?.(before + here * picturesEach, count);
  }
  const note: WorldNote = { count, size, parts };
  if (kept && (await wasWritten(path.join(world, 'world.json'), `${JSON.stringify(note)}\n`))) {
    await makeRoom(folder, limit, world);
  }
  return { pixels: joined(drawn), ...drawnKnowledge(options) };
}

/** How many worlds are kept, unfinished ones among them, and how much disk they take. */
export async function worldsOnDisk(folder = worldsFolder): Promise<{ worlds: number; bytes: number }> {
  const kept = await worldsIn(folder);
  return { worlds: kept.length, bytes: kept.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** A name for the settings and for what is drawn with them. */
function keyOf({
  identities,
  picturesEach,
  size,
  seed,
  firstIdentity = 0,
  hardness = everydayHardness,
}: RenderOptions) {
  const skia = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).dependencies['@napi-rs/canvas'];
  const settings = [identities, picturesEach, size, seed, firstIdentity, hardness, worldVersion, skia];
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 24);
}

/** The note of a finished world of so many parts. */
async function noteOf(world: string, parts: number): Promise<WorldNote | undefined> {
  try {
    const note = JSON.parse(await readFile(path.join(world, 'world.json'), 'utf8'));
    return Array.isArray(note.parts) && note.parts.length === parts ? note : undefined;
  } catch {
    return undefined;
  }
}

/** Reads all parts into `pixels`; false when one is missing or damaged. */
async function readParts(world: string, { parts }: WorldNote, pixels: Uint8Array, length: number): Promise<boolean> {
  for (const [index, hash] of parts.entries()) {
    const into = pixels.subarray(index * length, (index + 1) * length);
    const file = await open(partOf(world, index)).catch(() => undefined);
    if (file === undefined) return false;
    try {
      const { bytesRead } = await file.read(into, 0, into.length, hashLength);
      if (bytesRead < into.length || hashOf(into) !== hash) return false;
    } finally {
      await file.close();
    }
  }
  return true;
}

/** A part begins with the hash of its pixels, so that it can be trusted before its world is finished. */
const hashLength = 64;

function withHash(pixels: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(hashOf(pixels), 'ascii'), pixels]);
}

function hashOf(pixels: Uint8Array): string {
  return createHash('sha256').update(pixels).digest('hex');
}

/** The pixels of a part that was written before, or undefined when it is missing or damaged. */
async function wholePart(file: string, length: number): Promise<Uint8Array | undefined> {
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes?.length !== hashLength + length) return undefined;
  const pixels = new Uint8Array(bytes.buffer, bytes.byteOffset + hashLength, length);
  return bytes.toString('ascii', 0, hashLength) === hashOf(pixels) ? pixels : undefined;
}

function partOf(world: string, index: number): string {
  return path.join(world, `part-${String(index).padStart(4, '0')}.rgb`);
}

/** Writes a file unless the machine refuses: then people are drawn and not kept. */
async function wasWritten(file: string, content: Uint8Array | string): Promise<boolean> {
  try {
    await writeWhole(file, content);
    return true;
  } catch (error) {
    if (error instanceof DiskError) return false;
    throw error;
  }
}

function joined(parts: Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Deletes the worlds that were used longest ago until all others fit; never the one that was just written. */
async function makeRoom(folder: string, limit: number, latest: string): Promise<void> {
  const kept = (await worldsIn(folder)).sort((a, b) => a.used - b.used);
  let bytes = kept.reduce((sum, world) => sum + world.bytes, 0);
  for (const world of kept) {
    if (bytes <= limit) return;
    if (world.folder === latest) continue;
    await rm(world.folder, { recursive: true, force: true });
    bytes -= world.bytes;
  }
}

async function worldsIn(folder: string): Promise<{ folder: string; bytes: number; used: number }[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return Promise.all(
    names.map(async (name) => {
      const world = path.join(folder, name);
      const files = await readdir(world).catch((): string[] => []);
      const found = await Promise.all(files.map((file) => stat(path.join(world, file)).catch(() => undefined)));
      return {
        folder: world,
        bytes: found.reduce((sum, file) => sum + (file?.size ?? 0), 0),
        used: Math.max(0, ...found.map((file) => file?.mtimeMs ?? 0)),
      };
    }),
  );
}
