import { createHash } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { asDiskError } from '../data/disk';
import type { Files } from './compile';
import { fileOf, type Chapter } from './exercise';
import { chapterOf, isZip, type Found } from './found';
import { visible } from './names';
import { programText, readRegular } from './read-file';
import { mostBytes, mostEntries, mostFileBytes, mostFiles, unzip, type Contents } from './unzip';

/** What a student handed in, read into memory: nothing of it is ever unpacked on the disk. */
export interface Submission {
  /** The name of the folder, or of the zip file without `.zip`. */
  student: string;
  /** When the newest file that is graded was changed, in milliseconds since 1970: what the zip file says, else what the disk says. */
  handedIn: number;
  /** The chapters that were found, each with its files. */
  chapters: Map<string, Files>;
  /** Every file that was handed in, and what became of it. */
  files: HandedIn[];
  /** Changes when anything that is graded changes. */
  digest: string;
  /** Why nothing could be read: the student's doing, such as a damaged zip file. */
  problem?: string;
  /** Why nothing could be read: the machine's doing, such as a folder that this user may not open. No verdict follows from it. */
  failed?: string;
}

export interface HandedIn {
  path: string;
  became: string;
}

type Graded = Pick<Chapter, 'slug' | 'exercises'>[];

/** More paths than these are only counted. */
const MOST_LISTED = 200;
/** Folders that are not looked into. */
const skipped = /^(?:node_modules|__MACOSX|\..+)$/;

/**
 * Reads a submission's `.ts` files in the folders of chapters. Symbolic links are refused, in zip files too; so are paths that lead out of the zip file, and
 * what is too large. Never throws: `problem` and `failed` tell.
 */
export async function readSubmission(folder: string, found: Found, chapters: Graded): Promise<Submission> {
  const { source, student } = found;
  const path = join(folder, source);
  try {
    if (found.became === 'refused') throw new Error(found.why);
    const wanted = (file: string): boolean => isWanted(file, chapters);
    const { files, others, newest } = isZip(source) ? await unzip(path, wanted) : readFolder(path, wanted);
    const texts = new Map([...files].map(([file, bytes]) => [file, programText(bytes)]));
    const places = chapterPlaces([...texts.keys()], chapters);
    return {
      student,
      handedIn: newest ?? timeOf(path),
      chapters: new Map([...places].map(([slug, place]) => [slug, filesBelow(texts, place)])),
      files: accountOf([...texts.keys()], others, places, chapters),
      digest: digestOf(texts),
    };
  } catch (error) {
    const failed = asDiskError(error, visible(source))?.message;
    const problem = (error as Error).message;
    const why = failed === undefined ? { problem } : { failed };
    const digest = digestOf(new Map([['', problem]]));
    return { student, handedIn: timeOf(path), chapters: new Map(), files: [], digest, ...why };
  }
}

function timeOf(path: string): number {
  try {
    return lstatSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

function readFolder(root: string, wanted: (path: string) => boolean): Contents {
  const contents: Contents = { files: new Map(), others: [] };
  let bytes = 0;
  let entries = 0;
  const walk = (folder: string): void => {
    for (const name of readdirSync(join(root, folder)).sort()) {
      const path = posix.join(folder, name);
      const stats = lstatSync(join(root, path));
      if ((entries += 1) > mostEntries) throw new Error(`The submission holds more than ${mostEntries} files.`);
      if (stats.isSymbolicLink())
        throw new Error(`The submission holds a symbolic link, ${visible(path)}: hand in the files themselves.`);
      if (stats.isDirectory() && !skipped.test(name)) walk(path);
      else if (stats.isFile() && wanted(path)) read(path, stats.mtimeMs);
      else contents.others.push(stats.isDirectory() ? `${path}/` : path);
    }
  };
  const read = (path: string, time: number): void => {
    const file = readRegular(join(root, path), mostFileBytes + 1);
    if (file === undefined) throw new Error(`${visible(path)} is no file.`);
    bytes += file.length;
    if (file.length > mostFileBytes) throw new Error(`${visible(path)} is larger than ${mostFileBytes / 1024} KiB.`);
    if (bytes > mostBytes || contents.files.size >= mostFiles)
      throw new Error(`The submission holds more than ${mostFiles} files or ${mostBytes / 1024 / 1024} MiB.`);
    contents.files.set(path, file);
    contents.newest = Math.max(contents.newest ?? 0, time);
  };
  walk('');
  return contents;
}

/** A program in the folder of a chapter, so that of a whole clone only the exercises are read. */
function isWanted(path: string, chapters: Graded): boolean {
  const folders = path.split('/').slice(0, -1);
  return (
    path.endsWith('.ts') &&
    !path.endsWith('.d.ts') &&
    !folders.some((folder) => skipped.test(folder)) &&
    folders.some((folder) => chapters.some(({ slug }) => slug === folder))
  );
}

/** Finds the chapter folders, at the top or deeper (`alice/exercises/03-facenet/…`); of several with one name the one nearest to the top counts. */
function chapterPlaces(paths: string[], chapters: Graded): Map<string, string> {
  const places = new Map<string, string>();
  for (const path of paths) {
    const folder = posix.dirname(path);
    const name = posix.basename(folder);
    const known = places.get(name);
    const isChapter = chapters.some(({ slug }) => slug === name);
    if (isChapter && (known === undefined || depth(folder) < depth(known))) places.set(name, folder);
  }
  return places;
}

function depth(path: string): number {
  return path.split('/').length;
}

function filesBelow(texts: Map<string, string>, place: string): Files {
  const within = [...texts].filter(([path]) => path.startsWith(`${place}/`));
  return new Map(within.map(([path, text]) => [path.slice(place.length + 1), text]));
}

/** Every path with what became of it: first the exercises, then what lies in a wrong place, then the rest. */
function accountOf(read: string[], others: string[], places: Map<string, string>, chapters: Graded): HandedIn[] {
  const graded: HandedIn[] = [];
  const misplaced: HandedIn[] = [];
  const rest: HandedIn[] = [];
  const exerciseAt = (path: string): boolean =>
    chapters.some(({ slug, exercises }) =>
      exercises.some((exercise) => `${places.get(slug)}/${fileOf(exercise)}` === path),
    );
  for (const path of [...read, ...others]) {
    const name = posix.basename(path);
    const slug = [...places].find(([, place]) => path.startsWith(`${place}/`))?.[0];
    const belongs = chapterOf(name, chapters);
    const say = (list: HandedIn[], became: string): number => list.push({ path: visible(path), became });
    if (exerciseAt(path)) say(graded, 'graded');
    else if (belongs !== undefined && slug === undefined && places.has(belongs))
      say(rest, `not read: ${visible(places.get(belongs)!)} is nearer to the top`);
    else if (belongs !== undefined && belongs !== slug)
      say(misplaced, `found outside its folder: it belongs into ${belongs}/`);
    else if (read.includes(path)) say(rest, slug === undefined ? 'not used' : 'may be imported');
    else say(rest, 'not read');
  }
  const all = [...graded, ...misplaced, ...rest];
  if (all.length <= MOST_LISTED) return all;
  return [...all.slice(0, MOST_LISTED), { path: `${all.length - MOST_LISTED} more`, became: 'not listed here' }];
}

/** Where a file that is missing from its chapter lies instead, in words; empty when it is nowhere. */
export function foundElsewhere(submission: Submission, file: string): string {
  const other = submission.files.find(
    ({ path, became }) => posix.basename(path) === file && became.startsWith('found outside'),
  );
  return other === undefined ? '' : ` There is ${other.path}, ${other.became}.`;
}

function digestOf(files: Map<string, string>): string {
  return createHash('sha256')
    .update(JSON.stringify([...files].sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex');
}
