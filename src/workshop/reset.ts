import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, InputError } from '../base/errors';
import { finish, hashOf, makeChanges, timeStamp, type Change } from './changes';
import { root as project } from './python';
import { template } from './template';

export interface Reset {
  /** Such as `03-facenet`. */
  chapter: string;
  /** Files that are different now. */
  changed: string[];
  /** The folder that the work went to which was there; left out where all of it had been saved, or nothing was changed. */
  saved?: string;
  /** Folders with saved work of this chapter, oldest first. */
  savedBefore: string[];
}

export interface ResetOptions {
  /** `template`, `mine` (the work saved last), or a folder in `saved/`. */
  to?: string;
  root?: string;
  now?: Date;
  /** For tests: called before each step, as a place to stop. */
  onStep?: () => void;
}

/** Contents by path, relative to the root. */
type Files = Map<string, Uint8Array>;

/**
 * Puts the notebook and the exercises of a chapter back to the template, or to work that was saved. What is there and
 * differs from the template is saved first, in `saved/CHAPTER-TIME/` with the same paths, unless it is there already. Files
 * that the template does not have stay where they are.
 *
 * A process that is killed has changed nothing, or the next start finishes what it left.
 *
 * @param chapter its number, such as `3` or `03`
 * @throws InputError when there is no such chapter, no template or no saved work
 */
export function reset(chapter: string, options: ResetOptions = {}): Reset {
  const { to = 'template', root = project, now = new Date(), onStep } = options;
  finish(root);
  const source = template(root);
  const name = chapterOf(chapter, source.paths);
  const original: Files = new Map(
    source.paths.filter((path) => isOf(name, path)).map((path) => [path, source.read(path)]),
  );
  const present = filesAt(root, name);
  const savedBefore = savedFolders(root, name);
  const wanted = to === 'template' ? original : savedWork(root, name, to, savedBefore);

  const own = new Map([...present].filter(([path, bytes]) => !isSame(bytes, original.get(path))));
  const isSaved =
    own.size === 0 ||
    savedBefore.some((folder) => [...own].every(([path, bytes]) => isSame(bytes, fileAt(join(root, folder, path)))));
  const saved = isSaved ? undefined : freeFolder(root, `saved/${name}-${timeStamp(now)}`);
  const copies = [...(saved === undefined ? [] : own)].map(([path, bytes]): Change => ({
    path: `${saved}/${path}`,
    before: null,
    bytes,
  }));
  // Where saved work has no file, the template's was not changed.
  const target = new Map([...original, ...wanted]);
  const changes = [...target]
    .filter(([path, bytes]) => !isSame(bytes, present.get(path)))
    .map(([path, bytes]): Change => {
      const is = present.get(path);
      return { path, before: is === undefined ? null : hashOf(is), bytes };
    });
  const changed = changes.map(({ path }) => path);
  // Nothing is put in the place of what is there: then it need not be saved.
  if (changed.length === 0) return { chapter: name, changed, savedBefore };
  makeChanges(root, [...copies, ...changes], { aside: saved ?? `saved/${name}-${timeStamp(now)}`, onStep });
  return { chapter: name, changed, ...(saved === undefined ? {} : { saved }), savedBefore };
}

function isSame(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b !== undefined && Buffer.compare(a, b) === 0;
}

/** `03-facenet` of `3`. A chapter is what has a notebook or exercises. */
function chapterOf(number: string, paths: string[]): string {
  const names = [...new Set(paths.flatMap((path) => /^(?:notebooks|exercises)\/(\d\d-[^/.]+)/.exec(path)?.[1] ?? []))];
  const name = names.find((each) => /^\d{1,2}$/.test(number) && each.startsWith(`${number.padStart(2, '0')}-`));
  if (name !== undefined) return name;
  const numbers = names.map((each) => each.slice(0, 2)).sort();
  throw new InputError(`There is no chapter ${number}: there are ${[...new Set(numbers)].join(', ')}.`);
}

function isOf(name: string, path: string): boolean {
  return path === `notebooks/${name}.ipynb` || path.startsWith(`exercises/${name}/`);
}

/** What lies in the places of a chapter below a folder. */
function filesAt(folder: string, name: string): Files {
  const files: Files = new Map();
  const add = (path: string): void => {
    const found = lstatSync(join(folder, path), { throwIfNoEntry: false });
    if (found?.isDirectory()) {
      for (const entry of readdirSync(join(folder, path)).sort())
        if (!/^\.(ipynb_checkpoints|DS_Store)$/.test(entry)) add(`${path}/${entry}`);
    } else if (found !== undefined) {
      const isFile = found.isFile();
      expect(isFile, `${path} is no file, so it can neither be saved nor put back: move it away, then start again.`);
      files.set(path, readFileSync(join(folder, path)));
    }
  };
  add(`notebooks/${name}.ipynb`);
  add(`exercises/${name}`);
  return files;
}

function fileAt(path: string): Buffer | undefined {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path) : undefined;
}

/** Folders with saved work, oldest first: their names end with the time. */
function savedFolders(root: string, name: string): string[] {
  const folder = join(root, 'saved');
  if (!existsSync(folder)) return [];
  const order = (each: string): [string, number] => {
    const [, time, number = '1'] = /-(\d{8}-\d{6})(?:-(\d+))?$/.exec(each)!;
    return [time, Number(number)];
  };
  return readdirSync(folder)
    .filter((each) => each.startsWith(`${name}-`) && /^-\d{8}-\d{6}(-\d+)?$/.test(each.slice(name.length)))
    .sort((a, b) => {
      const [[timeA, numberA], [timeB, numberB]] = [order(a), order(b)];
      return timeA === timeB ? numberA - numberB : timeA < timeB ? -1 : 1;
    })
    .map((each) => `saved/${each}`);
}

function savedWork(root: string, name: string, to: string, folders: string[]): Files {
  const asked = to.replace(/[\\/]+$/, '');
  const folder = to === 'mine' ? folders.at(-1) : folders.find((each) => each === asked || each === `saved/${asked}`);
  const known = ['template', ...(folders.length > 0 ? ['mine'] : []), ...folders].join(', ');
  expect(
    folder !== undefined,
    to === 'mine'
      ? `There is no saved work of chapter ${name}: reset saves what it replaces in the folder saved.`
      : `--to is "${to}", but it must be one of ${known}.`,
  );
  return filesAt(join(root, folder), name);
}

function freeFolder(root: string, folder: string): string {
  for (let number = 1; ; number++) {
    const free = number === 1 ? folder : `${folder}-${number}`;
    if (!existsSync(join(root, free))) return free;
  }
}
