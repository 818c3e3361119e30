import * as fs from 'node:fs';
import * as path from 'node:path';

/** The root of the repository. */
export const root = path.resolve(__dirname, '..', '..');

/** The files of the project below the folders, relative to the root with forward slashes; missing folders are empty. */
export function filesBelow(folders: string[], ending = ''): string[] {
  return folders.flatMap((folder) => walk(folder)).filter((file) => file.endsWith(ending));
}

export function read(file: string): string {
  return fs.readFileSync(path.join(root, file), 'utf8');
}

/** Fails with one line for each problem, so that all of them can be mended in one go. */
export function assertNone(problems: string[], advice: string): void {
  if (problems.length > 0) throw new Error(`${advice}\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
}

const ignored = new Set(['node_modules', '.venv', '.facelab', '.git', '.ipynb_checkpoints', 'artefacts']);

function walk(folder: string): string[] {
  const directory = path.join(root, folder);
  if (!fs.existsSync(directory)) return [];
  return fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const name = folder === '.' ? entry.name : `${folder}/${entry.name}`;
    if (ignored.has(entry.name)) return [];
    return entry.isDirectory() ? walk(name) : [name];
  });
}
