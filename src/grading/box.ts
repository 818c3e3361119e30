import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { buildSync } from 'esbuild';
import { InputError } from '../base/errors';
import type { Request } from './box-runner';
import type { Answer } from './call';
import type { Verdict } from './judge';
import { descendants, usage } from './usage';

/** What keeps a student's code in, strongest first. */
export const protections = ['bubblewrap', 'namespaces', 'permissions'] as const;
export type Protection = (typeof protections)[number];

/** What each protection keeps out, for people. */
export const protectionTexts: Record<Protection, string> = {
  bubblewrap:
    'bubblewrap: an own read-only file system with nothing but Node in it, no network, no other processes in sight, ' +
    "and inside it Node's permission model and resource limits",
  namespaces:
    "namespaces: no network and no other processes in sight; files and new processes are kept out by Node's permission model, with resource limits",
  permissions:
    "Node's permission model: no files, no new processes, no native code, with resource limits; THE NETWORK IS OPEN and the model is no wall " +
    'against a determined attacker',
};

export interface Limits {
  /** Seconds of computing that one call may take. */
  cpuSeconds: number;
  /** Seconds that one call may wait without computing. A machine under load does not count: whoever can compute gets a turn. */
  idleSeconds: number;
  /** Seconds on the clock that one call may take in any case. */
  wallSeconds: number;
  /** Memory of the process, everything counted, in MiB. */
  memoryMiB: number;
}

export const defaultLimits: Limits = { cpuSeconds: 4, idleSeconds: 10, wallSeconds: 60, memoryMiB: 512 };

/** Starting is no student's doing: a machine under load may take long. */
const startLimits: Limits = { cpuSeconds: 60, idleSeconds: 60, wallSeconds: 120, memoryMiB: 512 };

const MOST_HANDLES = 256;

/** The longest answer that is read. A process that sends more is ended. */
const LONGEST_ANSWER = 8 * 1024 * 1024;
const POLL_MILLISECONDS = 30;

/** A running process for one student's functions. */
export interface Box {
  /** Sends a request and waits for the answer within the limits. After `ended` the box is gone. */
  ask(request: DistributiveOmit<Request, 'nonce'>): Promise<Reply>;
  /** Ends the process and everything that it started. */
  end(): Promise<void>;
  readonly ended: boolean;
  /** The most memory that was seen, in bytes. */
  readonly peakBytes: number;
}

export type Reply = { kind: 'answer'; answer: Answer } | { kind: 'ended'; verdict: Verdict };
type DistributiveOmit<T, K extends keyof never> = T extends unknown ? Omit<T, K> : never;

/** Starts boxes of one protection. */
export interface BoxMaker {
  readonly protection: Protection;
  start(limits: Limits): Promise<Box>;
}

/**
 * Prepares the strongest protection that works on this machine, or the one that is asked for. Each is tried by really starting
 * a box. Throws an {@link InputError} when the one that is asked for does not work here.
 */
export async function prepareBoxes(root: string, wanted?: Protection): Promise<BoxMaker> {
  const folder = prepareFolder(root);
  for (const protection of wanted === undefined ? protections : [wanted]) {
    const maker: BoxMaker = { protection, start: (limits) => startBox(protection, folder, limits) };
    if (await works(maker)) return maker;
  }
  throw new InputError(
    wanted === undefined
      ? "No protection works on this machine, not even Node's permission model: use Node 20.19 or newer. Nothing was run."
      : `The protection "${wanted}" does not work on this machine${
          wanted === 'bubblewrap' ? ' (is bubblewrap installed, and are user namespaces allowed?)' : ''
        }. Nothing was run: ask for less, or make it available.`,
  );
}

async function works({ start }: BoxMaker): Promise<boolean> {
  try {
    const box = await start(defaultLimits);
    const loaded = await box.ask({ load: 'exports.answer = () => 42;', file: 'trial.ts' });
    const reply = await box.ask({ name: 'answer', call: { inputs: [] } });
    await box.end();
    return (
      loaded.kind === 'answer' && reply.kind === 'answer' && reply.answer.kind === 'value' && reply.answer.value === 42
    );
  } catch {
    return false;
  }
}

/** The runner and a TensorFlow.js in one file, compiled once and kept until Node, TensorFlow.js or the runner changes. */
function prepareFolder(root: string): string {
  const runner = bundle({ entryPoints: [join(root, 'src', 'grading', 'box-runner.ts')] });
  const version: string = JSON.parse(
    readFileSync(join(root, 'node_modules', '@tensorflow', 'tfjs', 'package.json'), 'utf8'),
  ).version;
  const key = createHash('sha256')
    .update(`${runner} ${version} ${process.version} ${process.arch}`)
    .digest('hex')
    .slice(0, 16);
  const cache = join(root, '.facelab', 'grading');
  const folder = join(cache, `box-${key}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const making = mkdtempSync(join(cache, 'making-'));
  const tfjs = bundle({
    stdin: { contents: "module.exports = require('@tensorflow/tfjs');", resolveDir: root },
    minify: true,
  });
  writeFileSync(join(making, 'runner.js'), runner);
  writeFileSync(join(making, 'tfjs.js'), `(function (require, module, exports) {${tfjs}\n})`);
  writeFileSync(join(making, 'cache.js'), cacheScript);
  const made = spawnSync(process.execPath, [...v8Flags(defaultLimits), join(making, 'cache.js')], {
    cwd: making,
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`The code cache of TensorFlow.js could not be made: ${made.stderr}`);
  try {
    renameSync(making, folder);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    // Another process was quicker: its folder has the same content.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** Runs a little of it first, so that the functions which every exercise needs are in the cache too. */
const cacheScript = `
const fs = require('fs'), vm = require('vm');
const script = new vm.Script(fs.readFileSync('tfjs.js', 'utf8'), { filename: 'tfjs.js' });
const loaded = { exports: {} };
script.runInThisContext()(require, loaded, loaded.exports);
const tf = loaded.exports;
tf.env().set('IS_TEST', true);
const x = tf.tensor2d([[1, 2], [3, 4]]);
tf.grad((x) => tf.mean(tf.relu(tf.softmax(x.matMul(x)).log().neg())))(x).data().then(() => fs.writeFileSync('tfjs.cache', script.createCachedData()));
`;

function bundle(options: {
  entryPoints?: string[];
  stdin?: { contents: string; resolveDir: string };
  minify?: boolean;
}): string {
  const { outputFiles } = buildSync({
    ...options,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0].text;
}

function v8Flags({ memoryMiB }: Limits): string[] {
  return [`--max-old-space-size=${Math.floor(memoryMiB / 2)}`];
}

/** The command line of a box. */
function commandLine(protection: Protection, folder: string, limits: Limits): string[] {
  const inside = protection === 'bubblewrap' ? '/box' : folder;
  const permission = process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission';
  const node = [
    process.execPath,
    ...v8Flags(limits),
    '--no-warnings',
    permission,
    `--allow-fs-read=${inside}/*`,
    join(inside, 'runner.js'),
    inside,
  ];
  return [...ulimits(limits), ...walls(protection, folder), ...node];
}

/** Data in KiB (heap and buffers; the watcher is stricter, this is for what happens between two looks), no core dumps, no files, few handles, no hours. */
function ulimits({ memoryMiB }: Limits): string[] {
  const script = `ulimit -c 0; ulimit -f 0; ulimit -n ${MOST_HANDLES + 64}; ulimit -t 300; ulimit -d "$1" 2>/dev/null; shift; exec "$@"`;
  return ['/bin/sh', '-c', script, 'sh', String((memoryMiB + 256) * 1024)];
}

function walls(protection: Protection, folder: string): string[] {
  if (protection === 'permissions') return [];
  if (protection === 'namespaces') {
    return [find('unshare'), '--user', '--map-root-user', '--net', '--ipc', '--uts', '--pid', '--fork', '--kill-child'];
  }
  const files = [process.execPath, ...librariesOf(process.execPath)];
  return [
    ...[find('bwrap'), '--unshare-all', '--die-with-parent', '--new-session', '--clearenv', '--cap-drop', 'ALL'],
    ...files.flatMap((file) => ['--ro-bind', file, file]),
    ...['--ro-bind', folder, '/box', '--remount-ro', '/', '--chdir', '/box', '--'],
  ];
}

/** The full path of a program, so that the box does not depend on a search path of its own. */
function find(program: string): string {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
  if (found === undefined) throw new InputError(`There is no program ${program} on this machine.`);
  return found;
}

let libraries: string[] | undefined;

function librariesOf(program: string): string[] {
  libraries ??= spawnSync('ldd', [program], { encoding: 'utf8' }).stdout?.match(/\/\S+/g) ?? [];
  return libraries.filter((file) => existsSync(file));
}

/** Starts a box on a folder that holds `runner.js`. */
export async function startBox(protection: Protection, folder: string, limits: Limits): Promise<Box> {
  const [command, ...args] = commandLine(protection, folder, limits);
  // Handles that whoever started the grader left open would be open in the box too: each is covered with nothing.
  const covered = Array<'ignore'>(MOST_HANDLES - 5).fill('ignore');
  const stdio: ('ignore' | 'pipe')[] = ['ignore', 'ignore', 'pipe', 'pipe', 'pipe', ...covered];
  const child = spawn(command, args, { stdio, env: {}, detached: true });
  const box = new RunningBox(child, limits);
  const ready = await box.waitFor('ready', startLimits);
  if (ready.kind === 'ended') throw new Error(`The box did not start: ${ready.verdict.reason}`);
  return box;
}

class RunningBox implements Box {
  ended = false;
  peakBytes = 0;
  private errorText = '';
  private received = '';
  private verdict: Verdict | undefined;
  private onLine: ((line: string | undefined) => void) | undefined;
  private readonly inbox: Writable;
  private readonly gone: Promise<void>;

  constructor(
    private readonly child: ChildProcess,
    private readonly limits: Limits,
  ) {
    const [, , errors, inbox, outbox] = child.stdio as unknown as [null, null, Readable, Writable, Readable];
    this.inbox = inbox;
    inbox.on('error', () => undefined);
    errors.setEncoding('utf8').on('data', (text: string) => {
      if (this.errorText.length < 20_000) this.errorText += text;
    });
    outbox.setEncoding('utf8').on('data', (text: string) => this.receive(text));
    outbox.on('error', () => undefined);
    this.gone = new Promise((resolve) => {
      const finish = (): void => {
        this.ended = true;
        this.onLine?.(undefined);
        resolve();
      };
      child.on('error', (error) => {
        this.errorText += error.message;
        finish();
      });
      child.on('close', finish);
    });
  }

  async ask(request: DistributiveOmit<Request, 'nonce'>): Promise<Reply> {
    if (this.ended) return { kind: 'ended', verdict: this.whyEnded() };
    const nonce = randomBytes(16).toString('hex');
    this.inbox.write(`${JSON.stringify({ nonce, ...request })}\n`);
    return this.waitFor(nonce, this.limits);
  }

  async end(): Promise<void> {
    if (!this.ended) this.peakBytes = Math.max(this.peakBytes, usage(this.child.pid).bytes);
    this.kill();
    await this.gone;
  }

  async waitFor(token: string, limits: Limits): Promise<Reply> {
    const watch = this.watch(limits);
    const line = await new Promise<string | undefined>((resolve) => {
      this.onLine = resolve;
      this.nextLine();
      if (this.ended) resolve(undefined);
    });
    this.onLine = undefined;
    clearInterval(watch);
    if (line === undefined) {
      await this.gone;
      return { kind: 'ended', verdict: this.whyEnded() };
    }
    if (line === token) return { kind: 'answer', answer: { kind: 'value', value: null, changed: [] } };
    const answer = line.startsWith(`${token} `) ? parseAnswer(line.slice(token.length + 1)) : undefined;
    if (answer !== undefined) return { kind: 'answer', answer };
    await this.stop({
      outcome: 'broke the rules',
      reason: 'It interfered with the channel that only the grader uses.',
    });
    return { kind: 'ended', verdict: this.whyEnded() };
  }

  /** Looks at the process every few milliseconds while a call runs. */
  private watch({ cpuSeconds, idleSeconds, wallSeconds, memoryMiB }: Limits): NodeJS.Timeout {
    const start = performance.now();
    // Most calls are over before the first look, so the first look is where counting begins.
    let before: number | undefined;
    let busy = { cpuSeconds: 0, at: start };
    return setInterval(() => {
      const now = usage(this.child.pid);
      before ??= now.cpuSeconds;
      if (now.cpuSeconds > busy.cpuSeconds) busy = { cpuSeconds: now.cpuSeconds, at: performance.now() };
      this.peakBytes = Math.max(this.peakBytes, now.bytes);
      if (now.cpuSeconds - before > cpuSeconds) {
        void this.stop({ outcome: 'timeout', reason: `It was still computing after ${cpuSeconds} s and was stopped.` });
      } else if (now.bytes > 0 && performance.now() - busy.at > idleSeconds * 1000) {
        void this.stop({
          outcome: 'timeout',
          reason: `It waited for ${idleSeconds} s without computing and was stopped.`,
        });
      } else if (performance.now() - start > 1000 * (now.bytes > 0 ? wallSeconds : cpuSeconds + idleSeconds)) {
        void this.stop({ outcome: 'timeout', reason: 'It gave no answer in time and was stopped.' });
      } else if (now.bytes > memoryMiB * 1024 * 1024) {
        void this.stop({
          outcome: 'out of memory',
          reason: `It took more than ${memoryMiB} MiB of memory and was stopped.`,
        });
      } else if (now.programs > 1) {
        void this.stop({ outcome: 'broke the rules', reason: 'It started another process and was stopped.' });
      }
    }, POLL_MILLISECONDS);
  }

  private async stop(verdict: Verdict): Promise<void> {
    this.verdict ??= verdict;
    await this.end();
  }

  /** Stops the first process, so that it starts no more, then ends it and all that it has started. */
  private kill(): void {
    const { pid } = this.child;
    if (pid === undefined || this.ended) return;
    signal(pid, 'SIGSTOP');
    for (const below of descendants(pid)) signal(below, 'SIGKILL');
    // The whole group; inside a process namespace the end of its first process ends the rest.
    signal(-pid, 'SIGKILL');
    signal(pid, 'SIGKILL');
    // A process that escaped because it was only just being started ends when nobody can ask it any more.
    this.inbox.destroy();
  }

  private receive(text: string): void {
    this.received += text;
    if (this.received.length > LONGEST_ANSWER) {
      this.received = '';
      void this.stop({ outcome: 'broke the rules', reason: 'It sent more data than any answer has.' });
    }
    this.nextLine();
  }

  private nextLine(): void {
    const end = this.received.indexOf('\n');
    if (end === -1 || this.onLine === undefined) return;
    const line = this.received.slice(0, end);
    this.received = this.received.slice(end + 1);
    this.onLine(line);
  }

  private whyEnded(): Verdict {
    if (this.verdict !== undefined) return this.verdict;
    if (/out of memory|allocation failed/i.test(this.errorText)) {
      return {
        outcome: 'out of memory',
        reason: `It took more than ${Math.floor(this.limits.memoryMiB / 2)} MiB of heap.`,
      };
    }
    const { exitCode, signalCode } = this.child;
    const how = signalCode === null ? `exit code ${exitCode ?? 'unknown'}` : `signal ${signalCode}`;
    return { outcome: 'crash', reason: `The process ended (${how}) before the function gave an answer.` };
  }
}

function signal(pid: number, name: 'SIGSTOP' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already.
  }
}

/** An answer that came from the box: hostile until it has exactly the expected form. */
function parseAnswer(text: string): Answer | undefined {
  let answer: Partial<Record<string, unknown>>;
  try {
    answer = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { kind, message, code, value, changed } = answer;
  if (kind === 'threw' && typeof message === 'string' && typeof code === 'string') return { kind, message, code };
  if (kind !== 'value' || !Array.isArray(changed) || !changed.every(Number.isInteger)) return undefined;
  return { kind, value: value as never, changed };
}
