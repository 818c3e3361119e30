import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, parse, relative, sep } from 'node:path';
import { runInThisContext } from 'node:vm';
import { InputError } from '../base/errors';
import type { Chapter, HiddenCases } from './exercise';

const { buildSync }: Pick<typeof import('esbuild'), 'buildSync'> = require('../../scripts/common/esbuild');

/** A chapter as the grader uses it: with its hidden cases, and a digest that changes whenever a check changes. */
export interface GradedChapter extends Chapter {
  hidden: HiddenCases;
  /** The hidden cases as compiled code. */
  hiddenCode?: string;
  digest: string;
}

/** The names of all chapters, such as `03-facenet`, in their order. */
export function chapterNames(root: string): string[] {
  const folder = join(root, 'test', 'exercises');
  if (!existsSync(folder)) {
    throw new InputError(`There is no folder ${folder}, which holds the checks: start in the folder of facelab.`);
  }
  return readdirSync(folder)
    .filter((file) => file.endsWith('.spec.ts'))
    .map((file) => file.slice(0, -'.spec.ts'.length))
    .sort();
}

/**
 * Reads the checks of chapters from `test/exercises`. They are compiled afresh at every call, so that an edit counts at once, also in a
 * notebook, and loaded where no test runner is in sight.
 *
 * @param fetched the compiled code of hidden cases by chapter, instead of those in `test/exercises/hidden`
 */
export function loadChapters(
  root: string,
  names: string[] = chapterNames(root),
  fetched?: Map<string, string>,
): GradedChapter[] {
  const known = chapterNames(root);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new InputError(`There is no chapter "${unknown}"; there are ${known.join(', ')}.`);
  const hiddenNames = names.filter((name) => fetched === undefined && existsSync(hiddenFile(root, name)));
  const code = compile(root, [
    ...names.map((name) => ({ in: join(root, 'test', 'exercises', `${name}.spec.ts`), out: name })),
    ...hiddenNames.map((name) => ({ in: hiddenFile(root, name), out: `hidden/${name}` })),
  ]);
  return names.map((name) => {
    const spec = code.get(name)!;
    const hiddenCode = (fetched ?? code).get(fetched === undefined ? `hidden/${name}` : name);
    const chapter = evaluate(root, spec).default as Chapter;
    const digest = createHash('sha256')
      .update(spec)
      .update(hiddenCode ?? '')
      .digest('hex');
    const hidden = hiddenCode === undefined ? {} : (evaluate(root, hiddenCode).hidden as HiddenCases);
    return { ...chapter, hidden, hiddenCode, digest };
  });
}

function hiddenFile(root: string, name: string): string {
  return join(root, 'test', 'exercises', 'hidden', `${name}.ts`);
}

/** One chapter by its name or the beginning of it (`03`). */
export function loadChapter(root: string, name: string): GradedChapter {
  const found = chapterNames(root).filter((known) => known.startsWith(name));
  return loadChapters(root, found.length === 1 ? found : [name])[0];
}

/** The compiled text of each entry by its `out`. */
function compile(root: string, entryPoints: { in: string; out: string }[]): Map<string, string> {
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    write: false,
    outdir: '/',
  });
  const nameOf = (path: string): string =>
    relative(parse(path).root, path).split(sep).join('/').slice(0, -'.js'.length);
  return new Map(outputFiles.map(({ path, text }) => [nameOf(path), text]));
}

function evaluate(root: string, code: string): Record<string, unknown> {
  const exported = { exports: {} as Record<string, unknown> };
  // `describe` is a parameter, and undefined: a declaration that is loaded here must not register tests.
  const run = runInThisContext(`(function (require, module, exports, __dirname, describe) {${code}\n})`) as (
    ...args: unknown[]
  ) => void;
  run(
    createRequire(join(root, 'package.json')),
    exported,
    exported.exports,
    join(root, 'test', 'exercises'),
    undefined,
  );
  return exported.exports;
}
