import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, type Stats } from 'node:fs';
import { join, posix } from 'node:path';
import type { Files } from './compile';
import { mostBytes, mostFileBytes, mostFiles, unzip } from './unzip';

/** What a student handed in, read into memory: nothing of it is ever unpacked on the disk. */
export interface Submission {
  /** The name of the folder, or of the zip file without `.zip`. */
  student: string;
  /** The newest file's time of a folder, the zip file's own time; milliseconds since 1970. */
  handedIn: number;
  /** The chapters that were found, each with its files. */
  chapters: Map<string, Files>;
  /** Changes when anything that is graded changes. */
  digest: string;
  /** Why nothing, or not everything, could be read. */
  problem?: string;
}

/** The submissions in a folder: every folder and every zip file in it is one; other files are left alone. */
export function listSubmissions(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && (entry.isDirectory() || isZip(entry.name)))
    .map(({ name }) => name)
    .sort();
}

/**
 * Reads a submission's `.ts` files. Symbolic links are refused, in zip files too; so are paths that lead out of the zip file, and what is too large.
 * Never throws for what a student handed in: the `problem` tells.
 */
export async function readSubmission(folder: string, name: string, chapters: string[]): Promise<Submission> {
  const path = join(folder, name);
  const student = (isZip(name) ? name.slice(0, -'.zip'.length) : name).normalize('NFC');
  try {
    const stats = lstatSync(path);
    const { files, newest } = stats.isDirectory()
      ? readFolder(path)
      : { files: await unzip(path, isWanted), newest: stats.mtimeMs };
    return { student, handedIn: newest, chapters: sortIn(files, chapters), digest: digestOf(files) };
  } catch (error) {
    const problem = (error as Error).message;
    return {
      student,
      handedIn: timeOf(path),
      chapters: new Map(),
      digest: digestOf(new Map([['', problem]])),
      problem,
    };
  }
}

function timeOf(path: string): number {
  try {
    return lstatSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

function readFolder(root: string): { files: Map<string, string>; newest: number } {
  const files = new Map<string, string>();
  let newest = lstatSync(root).mtimeMs;
  let bytes = 0;
  const walk = (folder: string): void => {
    for (const name of readdirSync(join(root, folder)).sort()) {
      const path = posix.join(folder, name);
      const stats: Stats = lstatSync(join(root, path));
      if (stats.isSymbolicLink())
        throw new Error(`The submission holds a symbolic link, ${path}: hand in the files themselves.`);
      if (stats.isDirectory() && name !== 'node_modules' && !name.startsWith('.')) walk(path);
      if (!stats.isFile() || !isWanted(path)) continue;
      bytes += stats.size;
      if (stats.size > mostFileBytes) throw new Error(`${path} is larger than ${mostFileBytes / 1024} KiB.`);
      if (bytes > mostBytes || files.size >= mostFiles)
        throw new Error(`The submission holds more than ${mostFiles} files or ${mostBytes / 1024 / 1024} MiB.`);
      files.set(path, readFileSync(join(root, path), 'utf8'));
      newest = Math.max(newest, stats.mtimeMs);
    }
  };
  walk('');
  return { files, newest };
}

/** Finds the chapter folders, at the top or deeper (`alice/exercises/03-facenet/…`); of several with one name the one nearest to the top counts. */
function sortIn(files: Map<string, string>, names: string[]): Map<string, Files> {
  const places = new Map<string, string>();
  for (const path of files.keys()) {
    const folder = posix.dirname(path);
    const name = posix.basename(folder);
    const known = places.get(name);
    if (names.includes(name) && (known === undefined || depth(folder) < depth(known))) places.set(name, folder);
  }
  const chapters = new Map<string, Files>();
  for (const [name, folder] of places) {
    const within = [...files].filter(([path]) => path.startsWith(`${folder}/`));
    chapters.set(name, new Map(within.map(([path, text]) => [path.slice(folder.length + 1), text])));
  }
  return chapters;
}

function depth(path: string): number {
  return path.split('/').length;
}

function isWanted(path: string): boolean {
  return (
    path.endsWith('.ts') && !path.endsWith('.d.ts') && !path.includes('node_modules/') && !path.includes('__MACOSX/')
  );
}

function isZip(name: string): boolean {
  return name.toLowerCase().endsWith('.zip');
}

function digestOf(files: Map<string, string>): string {
  return createHash('sha256')
    .update(JSON.stringify([...files].sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex');
}
