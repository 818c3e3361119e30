import { fork } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seeded } from '../../src/base/random';
import { protections, type Protection } from '../../src/grading/box/protection';
import { compileSubmission } from '../../src/grading/compile';
import { fileOf, pointsOf, type Case, type Exercise } from '../../src/grading/exercise';
import { grade } from '../../src/grading/grade';
import type { SubmissionResult } from '../../src/grading/result';
import { loadHere, runHere } from '../../src/grading/run-here';
import { mutants } from '../exercises/mutants';
import { hostiles } from './hostile';
import { allChapters, root } from './in-a-box';

/**
 * Grades a few hundred submissions in one batch, more than a third of them hostile, and compares every mark with the truth:
 *
 *     node --require tsx/cjs test/grading/battery.ts [PROTECTION] [--kill] [WORDS…]
 *
 * With words, only submissions whose names contain one of them. With `--kill` it then grades all again, into another folder, in a process that is killed ten
 * times at random moments, and compares the gradebooks. It takes minutes, so it is no part of `npm test`. Exit code 1 when a mark is wrong.
 *
 * The truth of a hostile file is 0, and full points for its author's other files; of a right one full points; of a mutant of a solution what it
 * earns in this process.
 */

/** What each exercise of a submission must earn; what is not named must earn 0. */
type Truth = Map<string, number>;

/** The exercises whose files the hostile ones are. Their answers are a number, a list and a tensor. */
const targets = ['countTriplets', 'correctLabels', 'mergeClasses', 'centerLoss'];

const many = (count: number, text: string): string => text.repeat(count);

/** Texts that are hard on whoever reads, compiles or compares them. `right` is a right solution. */
const bombs: [name: string, text: (right: string, name: string) => string][] = [
  ['exclamation marks', (right) => `${right}\n;${many(250_000, '!')}1`],
  ['nested blocks', (right) => `${right}\n${many(125_000, '{')}`],
  ['open type arguments', (right) => `${right}\nlet x: ${many(120_000, 'a<')}`],
  ['arrows', (right) => `${right}\nconst f = ${many(60_000, '()=>')}1;`],
  ['long else if', (_, name) => `export function ${name}(x: any): any { ${many(22_000, 'if(x);else ')} return -1; }`],
  ['doubling enum', (_, name) => `enum E { A0 = 'aa', ${Array.from({ length: 27 }, (_, i) => `A${i + 1} = A${i} + A${i}`).join(', ')} }\nexport const ${name} = (): any => E.A27.length;`],
  ['false shape', (_, name) => `export const ${name} = (): any => ({ tensor: 'float32', shape: [1e9, 1], values: [] });`],
  ['huge key', (_, name) => `export const ${name} = (): any => ({ ['k'.repeat(8e6)]: 1 });`],
  ['deep answer', (_, name) => `export const ${name} = (): any => { let x: any = []; for (let i = 0; i < 1e5; i++) x = [x]; return x; };`],
  ['overwrites its inputs', (_, name) => `export const ${name} = (...all: any[]): any => { for (const one of all) if (Array.isArray(one)) one.length = 0; return -1; };`],
]; // prettier-ignore

async function make(folder: string, chosen: (name: string) => boolean): Promise<Map<string, Truth>> {
  const truths = new Map<string, Truth>();
  const handIn = (student: string, slug: string, from: string, changed?: [file: string, text: string]): Truth => {
    const place = join(folder, student, slug);
    cpSync(join(root, from, slug), place, { recursive: true });
    if (changed !== undefined) writeFileSync(join(place, changed[0]), changed[1]);
    const { exercises } = allChapters().find((chapter) => chapter.slug === slug)!;
    const truth = new Map(exercises.map((exercise) => [`${slug}/${exercise.name}`, pointsOf(exercise)]));
    truths.set(student, truth);
    return truth;
  };
  for (const { slug, exercises, hidden } of allChapters()) {
    const corpus = join('test', 'grading', 'corpus');
    const ways = readdirSync(join(root, corpus)).filter((way) => existsSync(join(root, corpus, way, slug)));
    for (const place of ['solutions', ...ways.map((way) => join(corpus, way))]) {
      const student = `right ${place.replace(/\W+/g, ' ')} ${slug}`;
      if (chosen(student)) handIn(student, slug, place);
    }
    for (const exercise of exercises) {
      const file = fileOf(exercise);
      const right = readFileSync(join(root, 'solutions', slug, file), 'utf8');
      // Not of bestThreshold: another exercise imports it.
      for (const [number, [before, after]] of mutants[slug][exercise.name].slice(0, 4).entries()) {
        const student = `mutant ${exercise.name} ${number}`;
        if (!chosen(student) || exercise.name === 'bestThreshold') continue;
        const text = right.replace(before, () => after);
        const truth = handIn(student, slug, 'solutions', [file, text]);
        truth.set(`${slug}/${exercise.name}`, await earned(slug, exercise, text, hidden[exercise.name] ?? {}));
      }
      if (!targets.includes(exercise.name)) continue;
      const texts = [
        ...hostiles.map(({ name, text }) => [name, text.replaceAll('countTriplets', exercise.name)] as const),
        ...bombs.map(([name, text]) => [name, text(right, exercise.name)] as const),
      ];
      for (const [name, text] of texts) {
        const student = `hostile ${name} ${exercise.name}`;
        if (chosen(student)) handIn(student, slug, 'solutions', [file, text]).set(`${slug}/${exercise.name}`, 0);
      }
    }
  }
  return truths;
}

async function earned(slug: string, exercise: Exercise, text: string, hidden: Record<string, Case[]>): Promise<number> {
  const folder = join(root, 'solutions', slug);
  const others = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);
  const compiled = await compileSubmission(new Map([...others, [fileOf(exercise), text]]), fileOf(exercise));
  if (compiled.kind === 'refused') return 0;
  return (await runHere(slug, exercise, hidden, loadHere(root, compiled.code)[exercise.name])).earned;
}

/** Grades in a process of its own, killed after some milliseconds if they are given. Gives the most bytes that it took, its boxes not counted. */
async function gradeApart(
  folder: string,
  out: string,
  protection: string,
  milliseconds?: number,
): Promise<{ bytes: number; ended: unknown }> {
  const grader = fork(__filename, ['--grade', folder, out, protection], { execArgv: ['--require', 'tsx/cjs'] });
  let bytes = NaN;
  grader.once('message', (most) => (bytes = Number(most)));
  const timer = milliseconds === undefined ? undefined : setTimeout(() => grader.kill('SIGKILL'), milliseconds);
  const ended = await new Promise((done) => grader.once('exit', (code, signal) => done(code ?? signal)));
  clearTimeout(timer);
  if (ended !== 0 && milliseconds === undefined) console.log(`The grader ended with ${ended}.`);
  return { bytes, ended };
}

async function gradeHere([folder, out, protection]: string[]): Promise<void> {
  const progress = ({ done, total, student }: { done: number; total: number; student: string }): void => {
    process.stderr.write(`\r\x1b[K${done} of ${total}: ${student}`);
  };
  const options = {
    root,
    out,
    workers: 2,
    limits: { cpuSeconds: 2, idleSeconds: 6, memoryMiB: 384 },
    onProgress: progress,
  };
  const report = await grade(folder, {
    ...options,
    protection: protection === '' ? undefined : (protection as Protection),
  });
  process.stderr.write('\n');
  console.log(report.protectionText);
  process.send?.(mostBytes());
}

function mostBytes(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status);
  return peak === null ? process.memoryUsage.rss() : Number(peak[1]) * 1024;
}

/** Every mark that is not the truth, and every submission that is missing. */
function differences(results: SubmissionResult[], truths: Map<string, Truth>): string[] {
  const said: string[] = [];
  for (const [student, truth] of truths) {
    const result = results.find((one) => one.student === student);
    if (result === undefined) said.push(`${student}: has no result`);
    for (const { chapter, name, earned, outcome, reason, checks } of result?.exercises ?? []) {
      const exercise = `${chapter}/${name}`;
      const expected = truth.get(exercise) ?? 0;
      if (earned === expected) continue;
      const why = [reason, ...checks.map((check) => check.reason)].find((text) => text !== '') ?? '';
      said.push(`${student}: ${exercise} ${earned} instead of ${expected} (${outcome}) ${why.slice(0, 200)}`);
    }
  }
  return said;
}

async function main(words: string[]): Promise<void> {
  const protection = protections.find((one) => words.includes(one)) ?? '';
  const kills = words.includes('--kill') ? 10 : 0;
  const names = words.filter((word) => word !== protection && word !== '--kill');
  const work = mkdtempSync(join(tmpdir(), 'facelab-battery-'));
  const [folder, out] = [join(work, 'submissions'), join(work, 'out')];
  mkdirSync(folder);
  try {
    const truths = await make(folder, (name) => names.length === 0 || names.some((word) => name.includes(word)));
    const hostile = [...truths.keys()].filter((name) => name.startsWith('hostile')).length;
    console.log(`${truths.size} submissions, ${hostile} of them hostile.`);
    const start = performance.now();
    const { bytes } = await gradeApart(folder, out, protection);
    const seconds = (performance.now() - start) / 1000;
    const { results } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as { results: SubmissionResult[] };
    const wrong = differences(results, truths);
    for (const line of wrong) console.log(line);
    const memory = `at most ${(bytes / 2 ** 20).toFixed(0)} MiB in the grader`;
    console.log(`${wrong.length} marks are wrong. ${seconds.toFixed(0)} s, ${memory}.`);
    process.exitCode = wrong.length > 0 ? 1 : 0;
    if (kills === 0) return;
    const again = join(work, 'killed');
    const random = seeded(1, 'kills');
    for (let kill = 0; kill < kills; kill++) {
      const { ended } = await gradeApart(folder, again, protection, (random.next() * 2 * seconds * 1000) / kills);
      console.log(`Killed ${kill + 1} of ${kills}: the grader ended with ${ended}.`);
    }
    await gradeApart(folder, again, protection);
    const same = ['gradebook.csv', 'found.csv'].every((file) =>
      readFileSync(join(out, file)).equals(readFileSync(join(again, file))),
    );
    console.log(same ? 'Killing it changed nothing.' : 'Killing it changed the gradebook.');
    if (!same) process.exitCode = 1;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

if (process.argv[2] === '--grade') void gradeHere(process.argv.slice(3));
else void main(process.argv.slice(2));
