import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { checkChapter } from '../../src/grading/check-chapter';
import type { Chapter, Check, Exercise } from '../../src/grading/exercise';
import type { CheckResult } from '../../src/grading/judge';
import type { ExerciseResult } from '../../src/grading/run-exercise';

const root = join(__dirname, '../..');

/** Which folder is graded: what the student wrote, or the solutions. A student edition has no solutions. */
const place = process.env.FACELAB_GRADE ?? (existsSync(join(root, 'solutions')) ? 'solutions' : 'exercises');

/** A mocha test that carries what its check came to, for the reporter. */
export type GradedTest = Mocha.Test & { check?: Check; result?: CheckResult };

/**
 * Declares a chapter's checks. Under mocha they become tests, one per check, graded as `check()` and `facelab grade` do it; elsewhere the
 * declaration is just returned.
 */
export function suite(chapter: Chapter): Chapter {
  if (typeof describe === 'function') {
    describe(`${chapter.slug} (${place})`, function () {
      this.timeout(600_000);
      let results: ExerciseResult[] = [];
      before('grades the chapter', async () => {
        results = (await checker()(root, chapter.slug, { place })).exercises;
      });
      chapter.exercises.forEach((exercise, index) =>
        describe(exercise.name, () => register(exercise, () => results[index])),
      );
    });
  }
  return chapter;
}

/** Found at run time: where a declaration is only loaded, it must not bring the grader with it. */
function checker(): typeof checkChapter {
  return require(join(root, 'src/grading/check-chapter')).checkChapter;
}

function register(exercise: Exercise, graded: () => ExerciseResult): void {
  exercise.checks.forEach((check, index) => {
    const test: GradedTest = it(`${check.title} (${count(check.points, 'point')})`, function () {
      const { checks, reason } = graded();
      const result = checks[index];
      test.result = result;
      if (result.outcome === 'not implemented' && place === 'exercises') this.skip();
      if (result.outcome === 'pass') return;
      if (reason === '') throw failure(result);
      // What concerns the whole file is said once.
      throw sentence(index === 0 ? reason : '');
    });
    test.check = check;
  });
}

/** Without a stack: one of the grader's own lines helps nobody. */
function failure({ outcome, reason, hint, hidden }: CheckResult): Error {
  const advice = outcome === 'fail' ? `. Hint ${hint} helps.` : '';
  return sentence(`${hidden ? '(hidden case) ' : ''}${reason}${advice}`);
}

function sentence(text: string): Error {
  const error = new Error(text);
  error.stack = text;
  return error;
}

function count(points: number, word: string): string {
  return `${points} ${word}${points === 1 ? '' : 's'}`;
}
