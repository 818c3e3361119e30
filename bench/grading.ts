import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seeded, type Random } from '../src/base/random';
import { loadChapters, type GradedChapter } from '../src/grading/chapters';
import { compileSubmission } from '../src/grading/compile';
import { fileOf, pointsOf, type Exercise } from '../src/grading/exercise';
import { grade, type GradeReport } from '../src/grading/grade';
import { loadHere, runHere } from '../src/grading/run-here';
import { mutants } from '../test/exercises/mutants';
import { hostiles } from '../test/grading/hostile';
import { zipOf } from '../test/grading/zip-writer';

/**
 * Grades generated submissions (solutions, mutants, stubs, missing files, hostile files; folders and zip files) and compares every mark with the
 * truth, which is known from how they were made. Then kills a second run in the middle, starts it again, and compares the gradebooks.
 *
 *     npx tsx bench/grading.ts [COUNT]        300 unless given
 */
const root = join(__dirname, '..');
const work = join(root, 'artefacts', 'grading');
const folder = join(work, 'submissions');

interface Kind {
  text: string | undefined;
  points: number;
}

type Truth = Record<string, Record<string, number>>;

async function main(): Promise<void> {
  if (process.argv[2] === '--grade') return void (await gradeInto(process.argv[3]));
  const count = Number(process.argv[2] ?? 300);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const truth = await generate(count);

  const report = await gradeInto('whole');
  const wrong = compare(report, truth);
  for (const line of wrong) console.log(line);
  console.log(
    `${count} submissions, ${count * Object.keys(truth['student 000']).length} marks: ${wrong.length} differ from the truth`,
  );
  const own = report.results.map(({ seconds }) => seconds).sort((a, b) => a - b);
  const peak = Math.max(...report.results.map(({ peakMiB }) => peakMiB));
  console.log(
    `${report.seconds.toFixed(0)} s in all, ${(report.seconds / count).toFixed(2)} s a submission on the clock; one takes ${own[count >> 1].toFixed(2)} s (median), ${own[count - 1].toFixed(1)} s at most`,
  );
  console.log(
    `peak memory: grader ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB, a student's process ${peak} MiB (limit 512)`,
  );

  const killed = await killInTheMiddle(report.seconds * 400);
  const resumed = await gradeInto('killed');
  console.log(`killed with ${killed} of ${count} results on the disk; the second run took over ${resumed.resumed}`);
  const book = (name: string): string => digest(readFileSync(join(work, name, 'gradebook.csv')));
  assert.equal(book('killed'), book('whole'));
  console.log('the gradebook of the killed and restarted run is the same, byte for byte');
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

async function gradeInto(name: string): Promise<GradeReport> {
  let last = performance.now();
  return grade(folder, {
    root,
    out: join(work, name),
    onStart: ({ submissions, protection }) => console.log(`${submissions} submissions; ${protection}`),
    onProgress: ({ done, total, secondsLeft }) => {
      if (performance.now() - last < 20_000) return;
      last = performance.now();
      console.log(`${done} of ${total}, ${Math.round(secondsLeft)} s left`);
    },
  });
}

async function killInTheMiddle(milliseconds: number): Promise<number> {
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', __filename, '--grade', 'killed'], {
    cwd: root,
    stdio: 'ignore',
  });
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  child.kill('SIGKILL');
  await new Promise((resolve) => child.on('exit', resolve));
  return readdirSync(join(work, 'killed', 'parts')).filter((file) => file.endsWith('.json')).length;
}

/** Every mark of every exercise against how its file was made. */
function compare(report: GradeReport, truth: Truth): string[] {
  return report.results.flatMap(({ student, exercises }) =>
    exercises.flatMap(({ chapter, name, earned, outcome }) => {
      const expected = truth[student][`${chapter}/${name}`];
      return earned === expected ? [] : [`${student} ${chapter}/${name}: ${earned} (${outcome}), truth ${expected}`];
    }),
  );
}

async function generate(count: number): Promise<Truth> {
  const random = seeded(7, 'submissions');
  const chapters = loadChapters(root);
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
        const { text, points } = pick(random, chapter, exercise, kinds.get(name)!);
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

function pick(random: Random, chapter: GradedChapter, exercise: Exercise, mutated: Kind[]): Kind {
  const file = fileOf(exercise);
  if (exercise.name === 'countTriplets' && random.chance(0.4)) return { text: random.pick(hostiles).text, points: 0 };
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
