/*
 * How many students a machine bears: N of them sign up, log in, start their servers and run the cells of a chapter at the same time,
 * on a hub of `npm run hub`.
 *
 *     node --require tsx/cjs bench/hub/run.ts                                2, 5 and 10 students, chapter 08 under quick
 *     node --require tsx/cjs bench/hub/run.ts --students 20 --notebook 03-triplets.ipynb
 *
 * Prints the table of deploy/hub/README.md. Memory is what a student's processes have for themselves, and their share of what they have
 * together, at its highest; samples are taken every second.
 */
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { textOf } from '../../src/workshop/notebook-file';
import { startHub, type RunningHub } from './hub';
import { memoryOf, type Memory } from './memory';
import * as user from './user';

interface Visit {
  login: number;
  spawn: number;
  /** From opening the notebook to the reply of its first cell. */
  first: number;
  /** All cells, the first among them. */
  chapter: number;
  memory: Memory;
}

const password = 'a-long-password-17';

/** A student's visit, in seconds. */
async function visit(hub: RunningHub, name: string, notebook: string): Promise<Omit<Visit, 'memory'>> {
  const clock = (start: number): number => (performance.now() - start) / 1000;
  let start = performance.now();
  if (!(await user.logIn(hub, name, password))) throw new Error(`${name} could not log in`);
  const login = clock(start);
  start = performance.now();
  await user.startServer(hub, name);
  const spawn = clock(start);
  const { cells } = await user.readOwn(hub, name, notebook);
  const code = cells.filter((cell) => cell.cell_type === 'code').map((cell) => textOf(cell.source));
  start = performance.now();
  const kernel = await user.openNotebook(hub, name, notebook);
  await kernel.run(code[0]);
  const first = clock(start);
  for (const cell of code.slice(1)) await kernel.run(cell);
  const chapter = clock(start);
  kernel.close();
  return { login, spawn, first, chapter };
}

/** The q-th part of the values from the lowest on, the nearest rank. */
const quantile = (values: number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(q * values.length) - 1)];

async function measure(hub: RunningHub, students: number, notebook: string): Promise<void> {
  const names = Array.from({ length: students }, (_, index) => `student-${students}-${index + 1}`);
  for (const name of names) await user.signUp(hub, name, password);
  const highest = new Map<string, Memory>(names.map((name) => [name, { server: 0, kernel: 0 }]));
  const watch = setInterval(() => {
    for (const [name, { server, kernel }] of memoryOf(names)) {
      const most = highest.get(name)!;
      most.server = Math.max(most.server, server);
      most.kernel = Math.max(most.kernel, kernel);
    }
  }, 1000);
  const visits = await Promise.allSettled(names.map((name) => visit(hub, name, notebook)));
  clearInterval(watch);
  await Promise.allSettled(names.map((name) => user.stopServer(hub, name)));

  const done = visits.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  for (const one of visits) if (one.status === 'rejected') console.error(String(one.reason));
  const seconds = (key: 'login' | 'spawn' | 'first' | 'chapter'): string =>
    [0.5, 0.95]
      .map((q) =>
        quantile(
          done.map((one) => one[key]),
          q,
        )?.toFixed(1),
      )
      .join(' / ');
  const most = [...highest.values()];
  const megabytes = (key: keyof Memory): string => (Math.max(...most.map((one) => one[key])) / 1e6).toFixed(0);
  const cells = [students, seconds('login'), seconds('spawn'), seconds('first'), seconds('chapter')];
  console.log(`| ${[...cells, megabytes('server'), megabytes('kernel'), students - done.length].join(' | ')} |`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      students: { type: 'string', multiple: true },
      notebook: { type: 'string', default: '08-celebrities.ipynb' },
      folder: { type: 'string' },
    },
  });
  const counts = (values.students ?? ['2', '5', '10']).map(Number);
  if (counts.some((count) => !Number.isInteger(count) || count < 1)) throw new Error('--students N: a whole number.');
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'facelab-hub-'));
  const hub = await startHub(folder, ['--open'], { FACELAB_PRESET: 'quick' });
  try {
    const machine = `${cpus()[0].model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`;
    console.log(`${values.notebook} under quick, ${machine}, load ${loadavg()[0].toFixed(1)} before\n`);
    console.log('| students | login, s | spawn, s | first cell, s | chapter, s | server, MB | kernel, MB | failures |');
    console.log('|--:|--:|--:|--:|--:|--:|--:|--:|');
    for (const count of counts) await measure(hub, count, `notebooks/${values.notebook}`);
    console.log('\nSeconds: the median and the 95th percentile. Megabytes: the student who takes most.');
  } finally {
    await hub.stop();
    if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
