import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seeded, type Random } from '../src/base/random';
import { loadChapters, type GradedChapter } from '../src/grading/chapters';
import { compileSubmission } from '../src/grading/compile';
import { fileOf, pointsOf, type Exercise } from '../src/grading/exercise';
import type { Protection } from '../src/grading/box/protection';
import { grade } from '../src/grading/grade';
import type { SubmissionResult } from '../src/grading/result';
import { loadHere, runHere } from '../src/grading/run-here';
import { mutants } from '../test/exercises/mutants';
import { hostiles, type Hostile } from '../test/grading/hostile';
import { variations } from '../test/grading/hostile-variations';
import { zipOf } from '../test/grading/zip-writer';

/**
 * Grades generated submissions (solutions, mutants, stubs, missing files, and every hostile file there is; folders and zip files) and compares
 * every mark with the truth, which is known from how they were made. Then kills a second run at ten random moments, starting it again
 * each time, and compares the gradebooks.
 *
 *     npx tsx bench/grading.ts [--count 300] [--protection bubblewrap] [--chapters 03-facenet]
 */
const root = join(__dirname, '..');
const { values: wanted } = parseArgs({
  options: {
    count: { type: 'string', default: '300' },
    protection: { type: 'string' },
    chapters: { type: 'string' },
    /** For the process that grades: the folder of its results. */
    grade: { type: 'string' },
  },
});
const protection = wanted.protection as Protection | undefined;
const work = join(root, 'artefacts', `grading-${protection ?? 'strongest'}`);
const folder = join(work, 'submissions');
const allHostile = [...hostiles, ...variations];
const KILLS = 10;

interface Kind {
  text: string | undefined;
  points: number;
}

type Truth = Record<string, Record<string, number>>;

async function main(): Promise<void> {
  if (wanted.grade !== undefined) return gradeInto(wanted.grade);
  const count = Number(wanted.count);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const truth = await generate(count);
  const start = performance.now();
  await grader('whole');
  const seconds = (performance.now() - start) / 1000;
  const results = JSON.parse(readFileSync(join(work, 'whole', 'results.json'), 'utf8')).results as SubmissionResult[];
  const wrong = compare(results, truth);
  for (const line of wrong) console.log(line);
  console.log(
    `${count} submissions, ${Math.min(count, allHostile.length)} of them hostile, ${count * Object.keys(truth['student 000']).length} marks: ${wrong.length} differ from the truth`,
  );
  const own = results.map((result) => result.seconds).sort((a, b) => a - b);
  const peak = Math.max(...results.map(({ peakMiB }) => peakMiB));
  console.log(
    `${seconds.toFixed(0)} s in all; one submission takes ${own[count >> 1].toFixed(2)} s (median), ${own[count - 1].toFixed(1)} s at most; a student's process up to ${peak} MiB`,
  );

  const random = seeded(3, 'kills');
  const done: number[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    await grader('killed', random.next() * 0.2 * seconds);
    const parts = join(work, 'killed', 'parts');
    done.push(existsSync(parts) ? readdirSync(parts).filter((file) => file.endsWith('.json')).length : 0);
  }
  await grader('killed');
  console.log(`killed with ${done.join(', ')} of ${count} results on the disk`);
  const book = (name: string): string => digest(readFileSync(join(work, name, 'gradebook.csv')));
  assert.equal(book('killed'), book('whole'));
  console.log('the gradebook of the killed and restarted run is the same, byte for byte');
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

async function gradeInto(name: string): Promise<void> {
  let last = performance.now();
  const { resumed, notGraded } = await grade(folder, {
    root,
    protection,
    chapters: chosenChapters(),
    out: join(work, name),
    onStart: (start) => console.log(`${start.submissions} submissions; ${start.protection}`),
    onProgress: ({ done, total, secondsLeft }) => {
      if (performance.now() - last < 20_000) return;
      last = performance.now();
      console.log(`${done} of ${total}, ${Math.round(secondsLeft)} s left`);
    },
  });
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(`${resumed} taken over, ${notGraded.length} where the grader failed; peak of the grader ${peak} MiB`);
}

function chosenChapters(): string[] | undefined {
  return wanted.chapters?.split(',');
}

/** Grades in a process of its own, so that its memory can be told and it can be killed. */
async function grader(name: string, killAfterSeconds?: number): Promise<void> {
  const args = ['--require', 'tsx/cjs', __filename, ...process.argv.slice(2), '--grade', name];
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: killAfterSeconds === undefined ? 'inherit' : 'ignore',
  });
  const kill = killAfterSeconds && setTimeout(() => child.kill('SIGKILL'), 1000 * killAfterSeconds);
  await new Promise((resolve) => child.on('exit', resolve));
  if (kill) clearTimeout(kill);
}

/** Every mark of every exercise against how its file was made. */
function compare(results: SubmissionResult[], truth: Truth): string[] {
  return results.flatMap(({ student, exercises }) =>
    exercises.flatMap(({ chapter, name, earned, outcome }) => {
      const expected = truth[student][`${chapter}/${name}`];
      return earned === expected ? [] : [`${student} ${chapter}/${name}: ${earned} (${outcome}), truth ${expected}`];
    }),
  );
}

async function generate(count: number): Promise<Truth> {
  const random = seeded(7, 'submissions');
  const chapters = loadChapters(root, chosenChapters());
  const kinds = new Map<string, Kind[]>();
  for (const chapter of chapters) {
    for (const exercise of chapter.exercises)
      kinds.set(`${chapter.slug}/${exercise.name}`, await mutantsOf(chapter, exercise));
  }
  const truth: Truth = {};
  for (let i = 0; i < count; i++) {
    const student = `student ${String(i).padStart(3, '0')}${i % 10 === 3 ? ' Müller 王' : ''}`;
    truth[student] = {};
    const files: { path: string; content: string }[] = [];
    for (const chapter of chapters) {
      for (const exercise of chapter.exercises) {
        const name = `${chapter.slug}/${exercise.name}`;
        const { text, points } = pick(random, chapter, exercise, kinds.get(name)!, allHostile[i]);
        truth[student][name] = points;
        if (text !== undefined) files.push({ path: `exercises/${chapter.slug}/${fileOf(exercise)}`, content: text });
      }
    }
    if (i % 4 === 1)
      writeFileSync(
        join(folder, `${student}.zip`),
        zipOf(files.map((file) => ({ ...file, path: `hand-in/${file.path}` }))),
      );
    else for (const { path, content } of files) write(join(folder, student, path), content);
  }
  return truth;
}

function pick(random: Random, chapter: GradedChapter, exercise: Exercise, mutated: Kind[], hostile?: Hostile): Kind {
  const file = fileOf(exercise);
  if (exercise.name === 'countTriplets' && hostile !== undefined) return { text: hostile.text, points: 0 };
  const dice = random.next();
  if (dice < 0.6) return { text: alone(chapter, exercise), points: pointsOf(exercise) };
  if (dice < 0.8) return random.pick(mutated);
  if (dice < 0.92) return { text: readFileSync(join(root, 'exercises', chapter.slug, file), 'utf8'), points: 0 };
  return { text: undefined, points: 0 };
}

/** Mutants with the points that they earn when they are run here, without a box. */
async function mutantsOf(chapter: GradedChapter, exercise: Exercise): Promise<Kind[]> {
  const file = fileOf(exercise);
  // One exercise imports another one of its chapter; whether that is solved is another student's luck, so it brings its own here.
  const solution = alone(chapter, exercise);
  const kinds: Kind[] = [];
  for (const [from, to] of mutants[chapter.slug][exercise.name]) {
    const text = solution.replace(from, () => to);
    const compiled = await compileSubmission(new Map([[file, text]]), file);
    if (compiled.kind === 'refused') throw new Error(compiled.verdict.reason);
    const run = loadHere(root, compiled.code)[exercise.name];
    kinds.push({
      text,
      points: (await runHere(chapter.slug, exercise, chapter.hidden[exercise.name] ?? {}, run)).earned,
    });
  }
  return kinds;
}

function alone(chapter: GradedChapter, exercise: Exercise): string {
  const text = readFileSync(join(root, 'solutions', chapter.slug, fileOf(exercise)), 'utf8');
  return text.replace(/^import \{ \w+ \} from '(\.\/[\w-]+)';$/m, (_, path: string) =>
    readFileSync(join(root, 'solutions', chapter.slug, `${path}.ts`), 'utf8').replace('export ', ''),
  );
}

function write(path: string, content: string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
}

function digest(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

void main();
