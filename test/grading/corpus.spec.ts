import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { checkChapter } from '../../src/grading/check-chapter';
import { pointsOf, pointsOfChapter, type Case } from '../../src/grading/exercise';
import { grade } from '../../src/grading/grade';
import type { ExerciseResult } from '../../src/grading/run-exercise';
import { isTensorValue } from '../../src/grading/values';
import { allChapters, root } from './in-a-box';

const folder = join(__dirname, 'corpus');
const ways = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const total = allChapters().reduce((sum, chapter) => sum + pointsOfChapter(chapter), 0);

/** What was not given, in words, so that a failure says which check is too strict. */
function lost(results: ExerciseResult[]): string[] {
  return results.flatMap(({ name, checks, reason }) =>
    checks
      .filter(({ outcome }) => outcome !== 'pass')
      .map((check) => `${name}, ${check.title}: ${check.outcome}. ${check.reason}${reason}`),
  );
}

/** What `npm run exercises` prints for a folder, with its exit code. */
function inTerminal(place: string, ...words: string[]): { text: string; code: number | null } {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--require', 'tsx/cjs', join(root, 'test/exercises/run.ts'), ...words],
    { cwd: root, encoding: 'utf8', env: { ...process.env, FACELAB_GRADE: relative(root, place) } },
  );
  return { text: stdout + stderr, code: status };
}

describe('right solutions written in other ways get every point', function () {
  this.timeout(300_000);

  for (const way of ways) {
    it(`${way}: from the terminal`, () => {
      const { text, code } = inTerminal(join(folder, way));
      assert.doesNotMatch(text, /✖|◦/);
      assert.match(text, new RegExp(`\n${total} of ${total} points\n`));
      assert.equal(code, 0);
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

  it('the terminal stops an endless loop, as the others do', () => {
    const place = mkdtempSync(join(tmpdir(), 'facelab-endless-'));
    try {
      mkdirSync(join(place, '12-boundaryface'));
      writeFileSync(
        join(place, '12-boundaryface', 'correct-labels.ts'),
        'export const correctLabels = () => { for (;;); };',
      );
      const { text, code } = inTerminal(place, '12');
      assert.match(text, /It was still computing after 4 s and was stopped/);
      assert.match(text, /\n0 of 6 points\n/);
      assert.notEqual(code, 0);
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  });

  it('the terminal says once that a function has another name, and TensorFlow.js does not advertise itself', () => {
    const place = mkdtempSync(join(tmpdir(), 'facelab-misnamed-'));
    try {
      mkdirSync(join(place, '05-sphereface'));
      const file = join(place, '05-sphereface', 'modified-softmax-loss.ts');
      const solution = join(root, 'solutions', '05-sphereface', 'modified-softmax-loss.ts');
      writeFileSync(
        file,
        readFileSync(solution, 'utf8').replace('function modifiedSoftmaxLoss', 'function softmaxLoss'),
      );
      const { text } = inTerminal(place, '05');
      const told =
        'modified-softmax-loss.ts must export modifiedSoftmaxLoss, under exactly this name: it exports nothing of that name';
      assert.equal(text.split(told).length, 2, text);
      writeFileSync(file, readFileSync(solution, 'utf8'));
      assert.doesNotMatch(inTerminal(place, '05').text, /TensorFlow/);
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  });

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
