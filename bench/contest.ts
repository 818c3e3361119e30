import { ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { seeded } from '../src/base/random';
import { root } from './python';

/** One way to do a task, in a process of its own that stays for the whole contest. */
export interface Contestant {
  name: string;
  /** Which program does the task, see the files in `workers/`. */
  program: 'facelab' | 'reference';
  /** The task as the worker understands it. */
  task: Record<string, unknown>;
  environment?: Record<string, string>;
}

export interface Outcome {
  name: string;
  /** Median milliseconds of one repetition, for each round. */
  rounds: number[];
  /** Milliseconds of every repetition. */
  all: number[];
  /** What the task computed last, for comparison. */
  value?: unknown;
  /** Share of the time that a training spent waiting for pictures. */
  waiting?: number;
  /** Why there are no numbers. */
  failed?: string;
}

/** What a worker prints after its repetitions. */
interface Answer {
  seconds: number[];
  value?: unknown;
  waiting?: number;
}

interface Running {
  contestant: Contestant;
  child: ChildProcess;
  answer: () => Promise<Answer | undefined>;
  outcome: Outcome;
}

/** A tuned allocator: freed memory is kept instead of being returned to the system and fetched again. */
export const tunedAllocator = { MALLOC_MMAP_THRESHOLD_: '4294967296', MALLOC_TRIM_THRESHOLD_: '8589934592' };

/**
 * Lets all contestants do their task in turns: in each round everyone once, in random order, so that whatever else the
 * machine does hits all of them alike.
 */
export async function contest(
  contestants: Contestant[],
  { rounds, repetitions, python }: { rounds: number; repetitions: number; python: string },
): Promise<Outcome[]> {
  const running: Running[] = [];
  // What torch.compile builds: a folder that other runs share would hold the half-written files of interrupted ones.
  const built = mkdtempSync(join(tmpdir(), 'facelab-bench-'));
  try {
    for (const contestant of contestants) {
      const one = start(contestant, python, built);
      running.push(one);
      // One after the other: compilers and memory of several at once would get into each other's way.
      await turn(one, Math.min(3, repetitions));
    }
    const random = seeded(1, 'bench');
    for (let round = 0; round < rounds; round++) {
      for (const one of random.shuffle([...running])) {
        const answer = await turn(one, repetitions);
        if (!answer) continue;
        const milliseconds = answer.seconds.map((seconds) => seconds * 1000);
        one.outcome.rounds.push(median(milliseconds));
        one.outcome.all.push(...milliseconds);
        one.outcome.value = answer.value;
        one.outcome.waiting = answer.waiting;
      }
    }
  } finally {
    for (const { child } of running) child.kill();
    rmSync(built, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
  return running.map(({ outcome }) => outcome);
}

function start(contestant: Contestant, python: string, built: string): Running {
  const { name, program, task, environment } = contestant;
  const [command, script] =
    program === 'facelab'
      ? [process.execPath, ['--require', 'tsx/cjs', join(__dirname, 'workers', 'facelab.ts')]]
      : [python, [join(__dirname, 'workers', 'reference.py')]];
  const child = spawn(command, [...script, JSON.stringify(task)], {
    cwd: root,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', TORCHINDUCTOR_CACHE_DIR: built, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const outcome: Outcome = { name, rounds: [], all: [] };
  let complaints = '';
  child.stderr!.on('data', (data) => (complaints = (complaints + data).slice(-2000)));
  child.stdin!.on('error', () => {});
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return {
    contestant,
    child,
    outcome,
    async answer() {
      for (;;) {
        const { value, done } = await lines.next();
        if (done) {
          outcome.failed = complaints.trim().split('\n').pop() || 'the process ended';
          return undefined;
        }
        if (String(value).startsWith('{')) return JSON.parse(value as string) as Answer;
      }
    },
  };
}

async function turn({ child, answer, outcome }: Running, repetitions: number): Promise<Answer | undefined> {
  if (outcome.failed !== undefined) return undefined;
  child.stdin!.write(`${repetitions}\n`);
  return answer();
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** How much longer the reference takes than the other: median and range over the rounds. Above 1 the other is faster. */
export function ratio(reference: Outcome, other: Outcome): { median: number; low: number; high: number } {
  const ratios = other.rounds.map((time, round) => reference.rounds[round] / time);
  return { median: median(ratios), low: Math.min(...ratios), high: Math.max(...ratios) };
}
