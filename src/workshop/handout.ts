import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { expect, InputError } from '../base/errors';
import { keepHandedOut, keptFolder } from './handed-out';
import { readNotebook, textOf, writeNotebook, type Cell, type Notebook } from './notebook-file';

/** Folders and files that a student edition does not have, and why. */
const leftOut: [path: string, why: string][] = [
  ['solutions', 'the solutions'],
  ['test/exercises/hidden', 'the hidden cases'],
  ['test/exercises/mutants.ts', 'holds pieces of the solutions'],
  ['test/grading', 'proves exercises with the solutions, and shows how cheating is caught'],
  ['test/project', 'checks the whole project, with the solutions'],
  ['bench/grading', 'grades solutions'],
  ['.ci', 'belongs to the whole project'],
  ['.github', 'runs .ci'],
];

/** The folders and files that the course consists of. Anything else in the folder, such as what students handed in, is nobody's business. */
const course = [
  ...[
    'src',
    'playground',
    'test',
    'notebooks',
    'exercises',
    'scripts',
    'data-samples',
    'bench',
    'deploy',
    '.devcontainer',
    'binder',
  ],
  ...[
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'LICENSE',
    'package.json',
    'package-lock.json',
    'requirements.txt',
    'tsconfig.json',
  ],
  ...[
    'typedoc.json',
    'eslint.config.mjs',
    '.gitignore',
    '.dockerignore',
    '.npmrc',
    '.mocharc.json',
    '.prettierrc.json',
    '.prettierignore',
  ],
];

/** Never copied from a folder that git does not know: what is made or installed. */
const made = [
  ...['.git', 'node_modules', '.venv', '.facelab', '.ipynb_checkpoints', '.DS_Store', 'artefacts', 'saved'],
  keptFolder,
];

export interface Handout {
  folder: string;
  files: number;
  /** Files of the course's folders that git does not know, and that were therefore left out. */
  unknown: string[];
}

/**
 * Writes the student edition into a new folder: everything of the course but the solutions, the hidden cases and what gives them away. Only
 * files that git tracks are copied; where git does not know the folder (a downloaded zip file), those in the course's own folders. Cells tagged `answer` are taken
 * out of the notebooks, and what the exercise cells showed is cleared. `npm start` and `npm test` work in it as in the project, and
 * exercises that are not written yet are reported as open, not as failures.
 *
 * What was handed out is kept in it, in the folder `.handout`: `reset` goes back to it, and `update` tells by it what a
 * student has changed. The folder is there whole or not at all.
 *
 * @throws InputError when the folder exists and is not empty, lies in a folder of the course, or when an exercise is no stub any more, so that an answer
 *   would be handed out
 */
export async function handout(folder: string, { root = process.cwd() }: { root?: string } = {}): Promise<Handout> {
  const project = resolve(root);
  const target = resolve(folder);
  expect(
    existsSync(join(project, 'exercises')),
    `There is no folder ${join(project, 'exercises')}: start in the folder of facelab.`,
  );
  const within = relative(project, target);
  expect(
    within !== '' && !isIn(within, [...course, ...made, ...leftOut.map(([path]) => path)]),
    `${folder} lies in a folder of the course: give a new folder, such as ../course.`,
  );
  expect(
    !existsSync(target) || readdirSync(target).length === 0,
    `${folder} exists and is not empty: give a new folder, or remove it first.`,
  );
  expectStubs(project);

  await mkdir(dirname(target), { recursive: true });
  const making = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
  try {
    const { files, unknown } = filesOf(project);
    for (const path of files) {
      await mkdir(dirname(join(making, path)), { recursive: true });
      if (path.endsWith('.ipynb')) {
        await writeNotebook(join(making, path), forStudents(await readNotebook(join(project, path))));
      } else {
        await copyFile(join(project, path), join(making, path));
      }
    }
    await keepHandedOut(making, files);
    await rm(target, { recursive: true, force: true });
    await rename(making, target);
    return { folder: target, files: files.length, unknown };
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

/** What is handed out, and what git does not know and is therefore not. */
function filesOf(project: string): { files: string[]; unknown: string[] } {
  const isHandedOut = (path: string): boolean =>
    isIn(path, course) && !isIn(path, leftOut.map(([left]) => left)) && isFile(join(project, path)); // prettier-ignore
  if (!existsSync(join(project, '.git'))) return { files: walk(project).filter(isHandedOut), unknown: [] };
  return {
    files: git(project, ['--cached']).filter(isHandedOut),
    unknown: git(project, ['--others', '--exclude-standard']).filter(isHandedOut),
  };
}

function git(project: string, which: string[]): string[] {
  try {
    const listed = execFileSync('git', ['ls-files', '-z', ...which], { cwd: project, stdio: 'pipe' });
    return listed.toString('utf8').split('\0');
  } catch (error) {
    const said = String((error as { stderr?: Buffer }).stderr ?? (error as Error).message).trim();
    throw new InputError(
      `git cannot list the files of ${project}, so it is not known what belongs to the course: ${said}`,
    );
  }
}

function walk(project: string): string[] {
  const below = (folder: string): string[] =>
    readdirSync(join(project, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (made.includes(entry.name)) return [];
      return entry.isDirectory() ? below(path) : [path];
    });
  return course.flatMap((path) => {
    if (!existsSync(join(project, path))) return [];
    return lstatSync(join(project, path)).isDirectory() ? below(path) : [path];
  });
}

/** A symbolic link is no file of the course: it may lead anywhere. */
function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function isIn(path: string, places: string[]): boolean {
  return places.some((place) => path === place || path.startsWith(`${place}/`));
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
