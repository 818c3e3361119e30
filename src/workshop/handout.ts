import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { expect } from '../base/errors';
import { readNotebook, textOf, writeNotebook, type Cell, type Notebook } from './notebook-file';

/** Folders and files that a student edition does not have, and why. */
const leftOut: [path: string, why: string][] = [
  ['solutions', 'the solutions'],
  ['test/exercises/hidden', 'the hidden cases'],
  ['test/exercises/mutants.ts', 'holds pieces of the solutions'],
  ['test/grading', 'proves exercises with the solutions, and shows how cheating is caught'],
  ['test/project', 'checks the whole project, with the solutions'],
  ['bench/grading.ts', 'grades solutions'],
  ['.ci', 'belongs to the whole project'],
  ['.github', 'runs .ci'],
];

/** Never copied: what is made or installed, and history. */
const neverCopied = ['.git', 'node_modules', '.venv', '.facelab', '.ipynb_checkpoints', 'artefacts'];

export interface Handout {
  folder: string;
  files: number;
}

/**
 * Writes the student edition into a new folder: everything but the solutions, the hidden cases and what gives them away; cells tagged `answer` are taken
 * out of the notebooks, and what the exercise cells showed is cleared. `npm start` and `npm test` work in it as in the project, and
 * exercises that are not written yet are reported as open, not as failures.
 *
 * The folder is there whole or not at all.
 *
 * @throws InputError when the folder exists and is not empty, lies within the project, or when an exercise is no stub any more, so that an answer
 *   would be handed out
 */
export async function handout(folder: string, { root = process.cwd() }: { root?: string } = {}): Promise<Handout> {
  const project = resolve(root);
  const target = resolve(folder);
  expect(
    existsSync(join(project, 'exercises')),
    `There is no folder ${join(project, 'exercises')}: start in the folder of facelab.`,
  );
  expect(
    target !== project && !target.startsWith(`${project}/`),
    `${folder} lies within the project: give a folder outside of it.`,
  );
  expect(
    !existsSync(target) || readdirSync(target).length === 0,
    `${folder} exists and is not empty: give a new folder, or remove it first.`,
  );
  expectStubs(project);

  await mkdir(dirname(target), { recursive: true });
  const making = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
  try {
    const files = filesOf(project).filter((path) => !isLeftOut(path));
    for (const path of files) {
      await mkdir(dirname(join(making, path)), { recursive: true });
      if (path.endsWith('.ipynb')) {
        await writeNotebook(join(making, path), forStudents(await readNotebook(join(project, path))));
      } else {
        await copyFile(join(project, path), join(making, path));
      }
    }
    await rm(target, { recursive: true, force: true });
    await rename(making, target);
    return { folder: target, files: files.length };
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

/** A presenter who has solved exercises in the clone would hand the answers out. */
function expectStubs(project: string): void {
  for (const chapter of readdirSync(join(project, 'exercises'))) {
    if (!/^\d\d-/.test(chapter)) continue;
    for (const file of readdirSync(join(project, 'exercises', chapter))) {
      const path = join('exercises', chapter, file);
      expect(
        !file.endsWith('.ts') || /throw new Error\('TODO: /.test(readFileSync(join(project, path), 'utf8')),
        `${path} is no stub any more, so its answer would be handed out: put it back first (git restore ${path}).`,
      );
    }
  }
}

/** What belongs to the project: git knows it; without git, everything but what is made or installed. */
function filesOf(project: string): string[] {
  if (existsSync(join(project, '.git'))) {
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: project,
    });
    const paths = listed.toString('utf8').split('\0');
    return paths.filter((path) => path !== '' && existsSync(join(project, path)));
  }
  const walk = (folder: string): string[] =>
    readdirSync(join(project, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (neverCopied.includes(entry.name)) return [];
      if (entry.isDirectory()) return walk(path);
      return entry.isFile() ? [path] : [];
    });
  return walk('');
}

function isLeftOut(path: string): boolean {
  return leftOut.some(([left]) => path === left || path.startsWith(`${left}/`));
}

/** Without the cells tagged `answer`; exercise cells lose what they showed, which may be from a presenter's solved run. */
function forStudents(notebook: Notebook): Notebook {
  const cells = notebook.cells
    .filter((cell) => !hasTag(cell, 'answer'))
    .map((cell) => (isExercise(cell) ? cleared(cell) : cell));
  return { ...notebook, cells };
}

function isExercise(cell: Cell): boolean {
  return cell.cell_type === 'code' && (hasTag(cell, 'exercise') || /\b(check|whenSolved)\(/.test(textOf(cell.source)));
}

function cleared(cell: Cell): Cell {
  return { ...cell, outputs: [], execution_count: null };
}

function hasTag({ metadata }: Cell, tag: string): boolean {
  return Array.isArray(metadata.tags) && metadata.tags.includes(tag);
}
