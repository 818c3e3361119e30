import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { expect } from '../base/errors';
import { finish, hashAt, hashOf, makeChanges, timeStamp, type Change } from './changes';
import { handedOutText, kept, listText, readHandedOut, type HandedOut } from './handed-out';
import { mergedFile, type Outcome } from './merge-file';
import { root as project } from './python';

/** What an update did, by path: see {@link mergedFile}. Files that stayed as they are are not listed. */
export interface Updated {
  files: Record<Exclude<Outcome['became'], 'same'>, string[]>;
  /** Where files of the student went that had to make room, and copies of those that were merged. */
  saved: string[];
}

export interface UpdateOptions {
  /** The folder that is brought up to date; the one that the program lies in. */
  root?: string;
  now?: Date;
  /** For tests: called before each step, as a place to stop. */
  onStep?: () => void;
}

/**
 * Brings a handout that somebody works in up to the newer one in the folder `course`, file by file as {@link mergedFile} says. No line
 * that the student wrote is lost: where both changed the same lines, the student's stay; a file that the course needs the
 * place of is renamed with the time in its name; and of each merged file there is a copy as it was in `saved/`.
 *
 * Everything is read, merged and written beside before the first file changes. A process that is killed has changed
 * nothing, or the next start finishes what it left.
 *
 * @throws InputError when one of the folders is no handout, or the newer one is older, damaged or the same folder
 */
export function update(course: string, options: UpdateOptions = {}): Updated {
  const { root = project, now = new Date(), onStep } = options;
  const stamp = timeStamp(now);
  finish(root);
  const [before, after] = readBoth(root, course);
  const result: Updated = {
    files: { new: [], restored: [], updated: [], merged: [], moved: [], kept: [], removed: [] },
    saved: [],
  };
  const changes: Change[] = [];
  const save = (path: string, place: string, bytes: Uint8Array): void => {
    changes.push({ path: place, before: null, bytes, mode: modeAt(join(root, path)) });
    result.saved.push(place);
  };
  const aside = `saved/update-${stamp}`;
  for (const path of Object.keys({ ...before.files, ...after.files }).sort()) {
    const { mine, outcome } = outcomeOf(path, root, course, before, after);
    const { became, bytes } = outcome;
    if (became !== 'same') result.files[became].push(path);
    if (became === 'same' || became === 'kept') continue;
    if (became === 'moved') save(path, besides(root, path, stamp), mine!);
    if (became === 'merged') save(path, `${aside}/${path}`, mine!);
    const mode = modeAt(join(root, path)) ?? modeAt(join(course, path));
    changes.push({ path, before: mine === undefined ? null : hashOf(mine), bytes, mode });
  }
  const moved = makeChanges(root, inOrder([...changes, ...listChanges(root, course, before, after)]), {
    aside,
    onStep,
  });
  result.saved.push(...moved);
  return result;
}

function readBoth(root: string, course: string): [before: HandedOut, after: HandedOut] {
  const isFolder = statSync(course, { throwIfNoEntry: false })?.isDirectory() === true;
  expect(isFolder, `${course} is no folder: unpack the newer handout and give its folder.`);
  expect(
    realpathSync(course) !== realpathSync(root),
    `${course} is the folder that is to be brought up to date: unpack the newer handout beside it and give that folder.`,
  );
  const after = readHandedOut(course);
  expect(
    after !== undefined,
    `${course} is no handout, it has no ${kept.list}: give the folder that was unpacked from the newer handout.`,
  );
  const before = readHandedOut(root);
  expect(
    before !== undefined,
    `${resolve(root)} is no handout, it has no ${kept.list}: in a clone git pull brings what is new.`,
  );
  expect(
    Date.parse(after.made) >= Date.parse(before.made),
    `${course} was made at ${timeOf(after)}, before the handout that is here (${timeOf(before)}): give a newer one.`,
  );
  return [before, after];
}

/** To the second, since two can be of one day. */
function timeOf({ made }: HandedOut): string {
  return made.slice(0, 19).replace('T', ' ');
}

function outcomeOf(
  path: string,
  root: string,
  course: string,
  before: HandedOut,
  after: HandedOut,
): { mine?: Buffer; outcome: Outcome } {
  const [was, will] = [before.files[path] as string | undefined, after.files[path] as string | undefined];
  expectPlain(root, path);
  const file = join(root, path);
  const mine = lstatSync(file, { throwIfNoEntry: false }) === undefined ? undefined : readFileSync(file);
  const theirs = will === undefined ? undefined : handedOutBytes(course, path, will);
  const base = was === undefined ? 'none' : (handedOutText(root, was) ?? 'unknown');
  const isUntouched = mine !== undefined && was !== undefined && (hashOf(mine) === was || isSameText(mine, base));
  return { mine, outcome: mergedFile(path, { mine, theirs, base, isUntouched, isUnchanged: was === will }) };
}

/** A file of the newer handout as it was handed out, whatever somebody who looked into it did to it. */
function handedOutBytes(course: string, path: string, hash: string): Buffer {
  const text = handedOutText(course, hash);
  if (text !== undefined) return text;
  const file = join(course, path);
  expect(hashAt(file) === hash, `${file} is not as it was handed out: unpack the newer handout again.`);
  return readFileSync(file);
}

/** An editor that only changed the ends of lines has changed nothing. */
function isSameText(mine: Buffer, base: Buffer | string): boolean {
  return Buffer.isBuffer(base) && mine.includes('\r\n') && mine.toString().replace(/\r\n/g, '\n') === base.toString();
}

/** Where a folder or a link stands in the place of a file, nothing is written through it. */
function expectPlain(root: string, path: string): void {
  const parts = path.split('/');
  parts.forEach((_, index) => {
    const place = parts.slice(0, index + 1).join('/');
    const found = lstatSync(join(root, place), { throwIfNoEntry: false });
    const isLast = index === parts.length - 1;
    expect(
      found === undefined || (isLast ? found.isFile() : found.isDirectory()),
      `${place} is no ${isLast ? 'file' : 'folder'} here, but one of the course: move it away, then start again.`,
    );
  });
}

/** `name__20270301-094500.ts` beside the file: nothing is there yet. */
function besides(root: string, path: string, stamp: string): string {
  const { dir, name, ext } = posix.parse(path);
  for (let number = 1; ; number++) {
    const place = posix.join(dir, `${name}__${stamp}${number === 1 ? '' : `-${number}`}${ext}`);
    if (lstatSync(join(root, place), { throwIfNoEntry: false }) === undefined) return place;
  }
}

function modeAt(file: string): number | undefined {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode;
  return mode === undefined ? undefined : mode & 0o777;
}

/** What is kept of the newer handout takes the place of what was kept: its texts first, its list, then old texts go. */
function listChanges(root: string, course: string, before: HandedOut, after: HandedOut): Change[] {
  const texts = [...new Set(Object.values(after.files))].flatMap((hash): Change[] => {
    const bytes = handedOutText(course, hash);
    const isThere = bytes === undefined || hashAt(join(root, kept.text(hash))) === hash;
    return isThere ? [] : [{ path: kept.text(hash), before: hashAt(join(root, kept.text(hash))), bytes }];
  });
  const stays = new Set(Object.values(after.files));
  const gone = [...new Set(Object.values(before.files))]
    .filter((hash) => !stays.has(hash) && hashAt(join(root, kept.text(hash))) !== null)
    .map((hash): Change => ({ path: kept.text(hash), before: hashAt(join(root, kept.text(hash))) }));
  const list = Buffer.from(listText(after));
  return [...texts, { path: kept.list, before: hashAt(join(root, kept.list)), bytes: list }, ...gone];
}

/**
 * What is new first, what goes last: a program that is stopped in between and started again finds what it needs. The
 * scripts that finish it come after everything that they could need.
 */
function inOrder(changes: Change[]): Change[] {
  const rank = ({ path, before, bytes }: Change): number =>
    bytes === undefined ? 4 : before === null ? 0 : path.startsWith('scripts/') ? 2 : path === kept.list ? 3 : 1;
  return [...changes].sort((a, b) => rank(a) - rank(b));
}
