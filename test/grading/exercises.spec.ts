import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chapterNames, loadChapters } from '../../src/grading/chapters';
import { compileSubmission } from '../../src/grading/compile';
import { fileOf, pointsOf, pointsOfChapter, type Exercise } from '../../src/grading/exercise';
import { loadHere, runHere } from '../../src/grading/run-here';
import type { ExerciseResult } from '../../src/grading/run-exercise';
import { mutants } from '../exercises/mutants';

const root = join(__dirname, '../..');
const chapters = loadChapters(root);

const read = (...parts: string[]): string => readFileSync(join(root, ...parts), 'utf8');

/** Grades a text as if it were the exercise's file. */
async function graded(slug: string, exercise: Exercise, text: string): Promise<ExerciseResult> {
  const file = fileOf(exercise);
  const others = readdirSync(join(root, 'solutions', slug)).map(
    (name) => [name, read('solutions', slug, name)] as const,
  );
  const compiled = await compileSubmission(new Map([...others, [file, text]]), file);
  if (compiled.kind === 'refused') throw new Error(`${slug}/${file}: ${compiled.verdict.reason}`);
  const { hidden } = chapters.find((chapter) => chapter.slug === slug)!;
  return runHere(slug, exercise, hidden[exercise.name] ?? {}, loadHere(root, compiled.code)[exercise.name]);
}

describe('exercises', () => {
  it('has a chapter for each folder, and nothing else lies around', () => {
    const slugs = chapters.map(({ slug }) => slug);
    assert.deepEqual(chapterNames(root), slugs);
    assert.deepEqual(foldersOf('exercises'), slugs);
    assert.deepEqual(foldersOf('solutions'), slugs);
    for (const { slug, exercises } of chapters) {
      const files = exercises.map(fileOf).sort();
      // Jupyter leaves a hidden folder where a page was opened.
      const seen = readdirSync(join(root, 'exercises', slug)).filter((name) => name.startsWith('.') === false);
      assert.deepEqual(seen.sort(), [...files, 'HINTS.md', 'README.md'].sort());
      assert.deepEqual(readdirSync(join(root, 'solutions', slug)).sort(), files);
    }
    assert.deepEqual(Object.keys(mutants).sort(), slugs);
  });

  it('lists every chapter with its points on the first page', () => {
    const page = read('exercises', 'README.md');
    for (const chapter of chapters) {
      const [row] = page
        .split('\n')
        .filter((line) => line.startsWith(`| [${chapter.slug}](${chapter.slug}/README.md) |`));
      assert.ok(row?.endsWith(`| ${pointsOfChapter(chapter)} |`), chapter.slug);
      for (const { name } of chapter.exercises) assert.ok(row.includes(`\`${name}\``), name);
    }
  });

  it('imports no solution in a spec, and no solution re-exports src', () => {
    const specs = ['test/exercises', 'test/exercises/hidden'].flatMap((folder) =>
      readdirSync(join(root, folder))
        .filter((file) => file.endsWith('.ts'))
        .map((file) => read(folder, file)),
    );
    for (const text of specs)
      assert.doesNotMatch(text, /(?:from|import\(|require\()\s*['"][^'"]*(?:solutions|src\/(?!grading\/|base\/))/);
    for (const { slug, exercises } of chapters) {
      for (const exercise of exercises) assert.doesNotMatch(read('solutions', slug, fileOf(exercise)), /src\//);
    }
  });

  for (const chapter of chapters) {
    describe(chapter.slug, () => {
      it('names hidden cases after checks that exist', () => {
        for (const [name, byTitle] of Object.entries(chapter.hidden)) {
          const exercise = chapter.exercises.find((one) => one.name === name);
          assert.ok(exercise, name);
          for (const title of Object.keys(byTitle))
            assert.ok(
              exercise.checks.some((check) => check.title === title),
              title,
            );
        }
      });

      for (const exercise of chapter.exercises) {
        const file = fileOf(exercise);
        describe(exercise.name, () => {
          it('says its points, has three hints, an example and a TODO', () => {
            assert.match(
              read('exercises', chapter.slug, 'README.md'),
              new RegExp(`\\| \`${exercise.name}\` \\| \\[${file}\\]\\(${file}\\) \\| ${pointsOf(exercise)} \\|`),
            );
            const hints = read('exercises', chapter.slug, 'HINTS.md')
              .split(/^## /m)
              .find((part) => part.startsWith(`${exercise.name}\n`));
            assert.deepEqual(hints?.match(/^\d\. /gm), ['1. ', '2. ', '3. ']);
            const stub = read('exercises', chapter.slug, file);
            assert.match(stub, /throw new Error\('TODO: /);
            assert.match(stub, /\$\$[^]+\$\$/);
            assert.match(stub, /Example: /);
            assert.match(stub, /@returns /);
            assert.ok(exercise.checks.length >= 3, 'at least three checks, so that there is partial credit');
          });

          it('the stub compiles and fails with its TODO', async () => {
            const result = await graded(chapter.slug, exercise, read('exercises', chapter.slug, file));
            assert.equal(result.outcome, 'not implemented');
            assert.equal(result.earned, 0);
          });

          it('the solution passes in full', async () => {
            const result = await graded(chapter.slug, exercise, read('solutions', chapter.slug, file));
            assert.deepEqual(
              result.checks.filter(({ outcome }) => outcome !== 'pass').map(({ reason }) => reason),
              [],
            );
            assert.equal(result.earned, pointsOf(exercise));
          });

          it('its mutants fail', async () => {
            const solution = read('solutions', chapter.slug, file);
            const own = mutants[chapter.slug]?.[exercise.name] ?? [];
            assert.ok(own.length >= 5, `${own.length} mutants, but at least five are needed`);
            for (const [from, to] of own) {
              assert.equal(solution.split(from).length > 1, true, `"${from}" is not in the solution`);
              const { earned } = await graded(
                chapter.slug,
                exercise,
                solution.replace(from, () => to),
              );
              assert.ok(earned < pointsOf(exercise), `passes in full with "${to}" instead of "${from}"`);
            }
          });

          it('no check passes for a function that gives a constant', async () => {
            for (const constant of ['0', '1', 'NaN', 'undefined', 'null', '[]', "''", '{}', 'true']) {
              const result = await graded(
                chapter.slug,
                exercise,
                `export const ${exercise.name} = (): unknown => (${constant});`,
              );
              assert.ok(
                result.earned <= pointsOf(exercise) / 2,
                `${constant} earns ${result.earned} of ${pointsOf(exercise)}`,
              );
            }
          });
        });
      }
    });
  }
});

function foldersOf(place: string): string[] {
  return readdirSync(join(root, place), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, place, entry.name)))
    .map(({ name }) => name)
    .sort();
}
