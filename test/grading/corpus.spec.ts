import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkChapter } from '../../src/grading/check-chapter';
import { fileOf, pointsOf, type Case } from '../../src/grading/exercise';
import { grade } from '../../src/grading/grade';
import type { ExerciseResult } from '../../src/grading/run-exercise';
import { runHere } from '../../src/grading/run-here';
import { isTensorValue } from '../../src/grading/values';
import { allChapters, root } from './in-a-box';

const folder = join(__dirname, 'corpus');
const ways = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** What was not given, in words, so that a failure says which check is too strict. */
function lost(results: ExerciseResult[]): string[] {
  return results.flatMap(({ name, checks, reason }) =>
    checks
      .filter(({ outcome }) => outcome !== 'pass')
      .map((check) => `${name}, ${check.title}: ${check.outcome}. ${check.reason}${reason}`),
  );
}

async function inThisProcess(way: string): Promise<ExerciseResult[]> {
  const results: ExerciseResult[] = [];
  for (const { slug, exercises, hidden } of allChapters()) {
    for (const exercise of exercises) {
      const run = require(join(folder, way, slug, fileOf(exercise)))[exercise.name];
      results.push(await runHere(slug, exercise, hidden[exercise.name] ?? {}, run));
    }
  }
  return results;
}

/** Without what the functions print, which is nobody's business here. */
async function silently<T>(run: () => Promise<T>): Promise<T> {
  const { log } = console;
  console.log = () => {};
  try {
    return await run();
  } finally {
    console.log = log;
  }
}

describe('right solutions written in other ways get every point', function () {
  this.timeout(300_000);

  for (const way of ways) {
    it(`${way}: from the terminal`, async () => {
      const results = await silently(() => inThisProcess(way));
      assert.equal(results.length, 35);
      assert.deepEqual(lost(results), []);
    });

    it(`${way}: in a notebook`, async () => {
      for (const { slug, exercises } of allChapters()) {
        const checked = await checkChapter(root, slug, { place: join('test', 'grading', 'corpus', way) });
        assert.deepEqual(lost(checked.exercises), [], slug);
        assert.equal(
          checked.earned,
          exercises.reduce((sum, exercise) => sum + pointsOf(exercise), 0),
        );
      }
    });
  }

  it('and from the grader, as submissions', async () => {
    const out = mkdtempSync(join(tmpdir(), 'facelab-corpus-'));
    try {
      const { results } = await grade(folder, { root, out, workers: 2 });
      assert.deepEqual(results.map(({ student }) => student), ways); // prettier-ignore
      for (const { student, exercises, earned, points } of results) {
        assert.deepEqual(lost(exercises), [], student);
        assert.deepEqual([earned, exercises.length], [points, 35]);
      }
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  });
});

describe('checks that decide the same however a right formula is written', () => {
  const cases = allChapters().flatMap(({ exercises, hidden }) =>
    exercises.map(({ name, checks }) => ({
      name,
      visible: checks.flatMap((check) => check.cases),
      hidden: Object.values(hidden[name] ?? {}).flat(),
    })),
  );

  it('no false accept rate is so close to a number of pairs that rounding decides', () => {
    const ratesOf: Record<string, (inputs: Case['inputs']) => [rates: number[], pairs: number]> = {
      thresholdAtFar: ([impostors, far]) => [[far as number], (impostors as number[]).length],
      tarAtFar: ([, same, far]) => [[far as number], (same as boolean[]).filter((one) => !one).length],
      searchReward: ([, impostors, fars]) => [fars as number[], (impostors as number[]).length],
    };
    for (const [name, read] of Object.entries(ratesOf)) {
      const of = cases.find((one) => one.name === name)!;
      for (const { inputs } of [...of.visible, ...of.hidden]) {
        const [rates, pairs] = read(inputs);
        for (const far of rates) {
          assert.equal(new Set(mostAccepted(far, pairs)).size, 1, `${name} at ${far} of ${pairs} pairs`);
        }
      }
    }
  });

  it('a gradient that is shown is not zero all over', () => {
    for (const { name, visible } of cases) {
      for (const { gradientOf, expected } of visible) {
        if (gradientOf === undefined || expected === undefined || !isTensorValue(expected)) continue;
        assert.ok(
          expected.values.some((value) => Math.abs(value) > 0.01),
          name,
        );
      }
    }
  });
});

/** How many of n pairs a rate lets through, by formulas that are equal but for rounding. */
function mostAccepted(far: number, n: number): number[] {
  const allowed: ((count: number) => boolean)[] = [
    (count) => count <= far * n,
    (count) => count / n <= far,
    (count) => count <= Math.floor(far * n),
    (count) => n - count >= (1 - far) * n,
    (count) => (n - count) / n >= 1 - far,
    (count) => 1 - (n - count) / n <= far,
  ];
  return allowed.map((allows) => Array.from({ length: n + 1 }, (_, count) => count).filter(allows).length - 1);
}
