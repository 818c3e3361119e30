import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { expect } from '../../src/base/errors';
import { seeded } from '../../src/base/random';
import { protections, type Protection } from '../../src/grading/box/protection';
import { loadChapters } from '../../src/grading/chapters';
import type { SubmissionResult } from '../../src/grading/result';
import { gradeApart, type Task } from './apart';
import { countHostile, wrongMarks, writeClass } from './class';

/**
 * Grades a made-up class (right files in several ways, mutants, stubs, missing files, and hostile files of every kind; folders and zip files)
 * and compares every mark with the truth, which is known from how the files were made. Then kills a second run at random moments, starting it
 * again each time, and compares the gradebooks.
 *
 *     node --require tsx/cjs bench/grading/run.ts --count 300 --protection namespaces --chapters 03-facenet,12-boundaryface
 *
 * Exit code 1 when a mark is wrong or the gradebooks differ.
 */
const root = join(__dirname, '..', '..');

interface Options {
  count: string;
  kills: string;
  protection?: Protection;
  chapters?: string;
}

async function main(): Promise<void> {
  const options = new Command('node --require tsx/cjs bench/grading/run.ts')
    .option('--count <number>', 'submissions', '300')
    .option('--kills <number>', 'how often a second run is killed', '10')
    .addOption(new Option('--protection <name>', 'the strongest unless given').choices(protections))
    .option('--chapters <slugs>', 'comma-separated; all unless given')
    .parse()
    .opts<Options>();
  const [count, kills] = [Number(options.count), Number(options.kills)];
  expect(Number.isInteger(count) && count > 0, `--count is ${options.count}: give a whole number from 1.`);
  expect(Number.isInteger(kills) && kills >= 0, `--kills is ${options.kills}: give a whole number from 0.`);

  const work = join(root, 'artefacts', `grading-${options.protection ?? 'strongest'}`);
  const folder = join(work, 'submissions');
  const wanted = options.chapters?.split(',');
  const taskFor = (name: string): Task => ({
    root,
    folder,
    out: join(work, name),
    protection: options.protection,
    chapters: wanted,
  });
  rmSync(work, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const truth = await writeClass(folder, root, loadChapters(root, wanted), count);

  const start = performance.now();
  const done = (await gradeApart(taskFor('whole')))!;
  const seconds = (performance.now() - start) / 1000;
  const results = JSON.parse(readFileSync(join(work, 'whole', 'results.json'), 'utf8')).results as SubmissionResult[];
  const wrong = wrongMarks(results, truth);
  for (const line of wrong) console.log(line);
  const marks = [...truth.values()].reduce((sum, handedIn) => sum + handedIn.size, 0);
  console.log(done.protection);
  console.log(
    `${truth.size} submissions, ${countHostile(truth)} of them hostile, ${marks} marks: ${wrong.length} differ from the truth`,
  );
  const peak = Math.max(...results.map(({ peakMiB }) => peakMiB));
  console.log(
    `${seconds.toFixed(0)} s; at most ${done.peakMiB.toFixed(0)} MiB in the grader, ${peak} MiB in a student's process`,
  );
  const same = kills === 0 || (await survivesKills(taskFor('killed'), join(work, 'whole'), { kills, seconds }));
  process.exitCode = wrong.length === 0 && same ? 0 : 1;
}

/** Grades again in processes that are killed, and says whether the gradebook is that of the run that was not. */
async function survivesKills(
  task: Task,
  whole: string,
  { kills, seconds }: { kills: number; seconds: number },
): Promise<boolean> {
  const random = seeded(3, 'kills');
  const kept: number[] = [];
  for (let kill = 0; kill < kills; kill++) {
    await gradeApart(task, (random.next() * 2 * seconds) / kills);
    const parts = join(task.out, 'parts');
    kept.push(existsSync(parts) ? readdirSync(parts).filter((file) => file.endsWith('.json')).length : 0);
  }
  await gradeApart(task);
  const same = ['gradebook.csv', 'found.csv'].every((file) =>
    readFileSync(join(whole, file)).equals(readFileSync(join(task.out, file))),
  );
  console.log(
    `Killed ${kills} times, with ${kept.join(', ')} submissions graded: the gradebook is ${same ? 'the same, byte for byte' : 'ANOTHER'}`,
  );
  return same;
}

void main();
