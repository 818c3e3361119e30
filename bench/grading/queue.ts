import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { expect } from '../../src/base/errors';
import { usage } from '../../src/grading/box/usage';
import { loadChapters } from '../../src/grading/chapters';
import type { SubmissionResult } from '../../src/grading/result';
import { realRedis } from '../../test/queue/redis';
import { gradeApart, type Task } from './apart';
import { countHostile, wrongMarks, writeClass } from './class';

/**
 * Grades the made-up class of `run.ts` twice, inside bubblewrap both times: on this machine, and through a queue with two workers. When a
 * third is graded, one worker is killed by SIGKILL and nobody takes its place; when two thirds are, the Redis is killed and started again.
 * Compares every mark with the truth, and all that both runs wrote for teachers and students byte for byte. Pages of feedback may differ in
 * one thing: on a busy machine what eats memory may run out of time before it runs out of memory.
 *
 *     node --require tsx/cjs bench/grading/queue.ts --count 300 --chapters 12-boundaryface
 *
 * Needs redis-server and bubblewrap. Exit code 1 when a mark is wrong or the gradebook is another one.
 */
const root = join(__dirname, '..', '..');
const work = join(root, 'artefacts', 'grading-queue');

async function main(): Promise<void> {
  const options = new Command('node --require tsx/cjs bench/grading/queue.ts')
    .option('--count <number>', 'submissions', '300')
    .option('--chapters <slugs>', 'comma-separated; all unless given')
    .parse()
    .opts<{ count: string; chapters?: string }>();
  const count = Number(options.count);
  expect(Number.isInteger(count) && count > 0, `--count is ${options.count}: give a whole number from 1.`);
  const chapters = options.chapters?.split(',');
  const folder = join(work, 'submissions');
  rmSync(work, { recursive: true, force: true });
  for (const name of ['submissions', 'redis']) mkdirSync(join(work, name), { recursive: true });
  const truth = await writeClass(folder, root, loadChapters(root, chapters), count);
  const taskFor = (name: string): Task => ({ root, folder, out: join(work, name), protection: 'bubblewrap', chapters });

  const alone = await timed(() => gradeApart(taskFor('alone')));
  console.log(`Without a queue: ${alone.seconds.toFixed(0)} s`);
  const queued = await throughQueue(taskFor('queued'), truth.size);

  const { results } = JSON.parse(readFileSync(join(work, 'queued', 'results.json'), 'utf8')) as {
    results: SubmissionResult[];
  };
  const wrong = wrongMarks(results, truth);
  for (const line of wrong) console.log(line);
  const marks = [...truth.values()].reduce((sum, handedIn) => sum + handedIn.size, 0);
  console.log(
    `${truth.size} submissions, ${countHostile(truth)} of them hostile, ${marks} marks: ${wrong.length} differ from the truth`,
  );
  const peak = Math.max(...results.map(({ peakMiB }) => peakMiB));
  console.log(
    `Through the queue: ${queued.seconds.toFixed(0)} s; at most ${queued.grader.toFixed(0)} MiB in the grader, ${queued.worker.toFixed(0)} MiB in ` +
      `a worker with all that it starts, ${peak} MiB in a student's process`,
  );
  const books = ['gradebook.csv', 'found.csv', 'similarity.html'].filter((file) => !sameIn(file));
  console.log(
    `Gradebook, what was found, similarity: ${books.length === 0 ? 'the same, byte for byte' : `OTHERS: ${books.join(', ')}`}`,
  );
  const pages = readdirSync(join(work, 'alone', 'feedback')).map((page) => join('feedback', page));
  const others = pages.filter((page) => !sameIn(page));
  console.log(
    `${pages.length - others.length} of ${pages.length} pages of feedback the same, byte for byte. ${others.join(', ')}`,
  );
  process.exitCode = wrong.length === 0 && books.length === 0 ? 0 : 1;
}

/** Grades through a Redis and two workers of its own, with a death of each; gives seconds and peaks of memory in MiB. */
async function throughQueue(task: Task, count: number): Promise<{ seconds: number; grader: number; worker: number }> {
  const redis = await realRedis(join(work, 'redis'));
  await redis.start();
  const workers = [1, 2].map((number) => startWorker(redis.url, join(work, `worker-${number}`)));
  let worker = 0;
  const look = setInterval(() => {
    for (const { pid } of workers) worker = Math.max(worker, usage(pid).bytes / 1024 / 1024);
  }, 500);
  try {
    await Promise.all(workers.map(({ stderr }) => once(stderr!, 'data')));
    const parts = join(task.out, 'parts');
    const graded = (): number => (existsSync(parts) ? readdirSync(parts).length : 0);
    let ended = false;
    const until = async (share: number): Promise<void> => {
      while (!ended && graded() < share * count) await sleep(100);
    };
    const grading = timed(() => gradeApart({ ...task, queue: { url: redis.url, store: join(work, 'store') } }));
    const accidents = async (): Promise<void> => {
      await until(1 / 3);
      workers[0].kill('SIGKILL');
      console.log(`A worker is killed: ${graded()} of ${count} are graded`);
      await until(2 / 3);
      await redis.kill();
      console.log(`The Redis is killed: ${graded()} of ${count} are graded`);
      await sleep(1000);
      await redis.start();
    };
    const [{ value, seconds }] = await Promise.all([grading.finally(() => (ended = true)), accidents()]);
    return { seconds, grader: value!.peakMiB, worker };
  } finally {
    clearInterval(look);
    for (const each of workers) each.kill('SIGKILL');
    await redis.kill();
  }
}

/** `facelab worker`; each has a store of its own, as on machines that share no folder. */
function startWorker(url: string, store: string): ChildProcess {
  const command = [join(root, 'scripts', 'facelab.js'), 'worker', '--queue', url, '--store', store];
  return spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
}

async function timed<T>(task: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const start = performance.now();
  const value = await task();
  return { value, seconds: (performance.now() - start) / 1000 };
}

function sameIn(file: string): boolean {
  const [alone, queued] = ['alone', 'queued'].map((name) => join(work, name, file));
  return existsSync(queued) && readFileSync(alone).equals(readFileSync(queued));
}

void main();
