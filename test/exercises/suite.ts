import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileOf, type Chapter, type Check, type Exercise, type HiddenCases } from '../../src/grading/exercise';
import { checkResult, type CheckResult } from '../../src/grading/judge';
import { verdictsHere } from '../../src/grading/run-here';

const root = join(__dirname, '../..');

/** Which folder is graded: what the student wrote, or the solutions. A student edition has no solutions. */
const graded = process.env.FACELAB_GRADE ?? (existsSync(join(root, 'solutions')) ? 'solutions' : 'exercises');

/** A mocha test that carries what its check came to, for the reporter. */
export type GradedTest = Mocha.Test & { check?: Check; result?: CheckResult };

/**
 * Declares a chapter's checks. Under mocha they become tests, one a check; elsewhere (notebook, grader) the declaration is
 * just returned.
 */
export function suite(chapter: Chapter): Chapter {
  if (typeof describe === 'function') {
    describe(`${chapter.slug} (${graded})`, () => {
      for (const exercise of chapter.exercises) describe(exercise.name, () => register(chapter, exercise));
    });
  }
  return chapter;
}

function register(chapter: Chapter, exercise: Exercise): void {
  for (const check of exercise.checks) {
    const test: GradedTest = it(`${check.title} (${count(check.points, 'point')})`, async function () {
      const run = load(chapter, exercise);
      const hidden = hiddenCases(chapter)[exercise.name]?.[check.title] ?? [];
      const result = checkResult(
        check,
        await verdictsHere(exercise, check.cases, run),
        await verdictsHere(exercise, hidden, run),
      );
      test.result = result;
      if (result.outcome === 'not implemented' && graded === 'exercises') this.skip();
      if (result.outcome !== 'pass') throw failure(result);
    });
    test.check = check;
  }
}

function load(chapter: Chapter, exercise: Exercise): unknown {
  return require(join(root, graded, chapter.slug, fileOf(exercise)))[exercise.name];
}

function hiddenCases(chapter: Chapter): HiddenCases {
  const file = join(__dirname, 'hidden', `${chapter.slug}.ts`);
  return existsSync(file) ? require(file).hidden : {};
}

/** The sentence alone: a stack of the grader's own lines helps nobody. */
function failure({ reason, hint, hidden }: CheckResult): Error {
  const error = new Error(`${hidden ? '(hidden case) ' : ''}${reason}. Hint ${hint} helps.`);
  error.stack = error.message;
  return error;
}

function count(points: number, word: string): string {
  return `${points} ${word}${points === 1 ? '' : 's'}`;
}
