import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Protection } from '../../src/grading/box/protection';
import { grade, type GradeOptions } from '../../src/grading/grade';
import { gradeQueued } from '../../src/queue/grade';

/** What to grade, for a process of its own. */
export interface Task {
  root: string;
  folder: string;
  out: string;
  protection?: Protection;
  chapters?: string[];
  /** Graded by the workers of this Redis, with results in this folder. */
  queue?: { url: string; store: string };
}

/** What the process says at its end. */
export interface Done {
  protection: string;
  resumed: number;
  notGraded: string[];
  /** The most memory that the grader took, its boxes not counted; NaN elsewhere than on Linux. */
  peakMiB: number;
}

/** Grades in a process of its own, so that its memory can be told and it can be killed. Gives nothing when it was. */
export async function gradeApart(task: Task, killAfterSeconds?: number): Promise<Done | undefined> {
  const child = fork(__filename, { execArgv: ['--require', 'tsx/cjs'] });
  let done: Done | undefined;
  child.once('message', (said) => (done = said as Done));
  child.send(task);
  const timer = killAfterSeconds && setTimeout(() => child.kill('SIGKILL'), 1000 * killAfterSeconds);
  const ended = await new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  if (timer) clearTimeout(timer);
  if (ended !== 0 && killAfterSeconds === undefined) throw new Error(`The grader ended with ${ended}.`);
  return done;
}

async function gradeHere({ queue, ...task }: Task): Promise<void> {
  let last = performance.now();
  const options: GradeOptions = {
    ...task,
    // Shorter than usual, so that endless loops are over sooner; no honest function comes near.
    limits: { cpuSeconds: 2, idleSeconds: 6, memoryMiB: 384 },
    onProgress: ({ done, total, secondsLeft }) => {
      if (performance.now() - last < 20_000) return;
      last = performance.now();
      console.log(`${done} of ${total}, ${Math.round(secondsLeft)} s left`);
    },
  };
  const { protectionText, resumed, notGraded } = await (queue === undefined
    ? grade(task.folder, options)
    : gradeQueued(task.folder, { ...options, ...queue, onNote: console.log }));
  const done: Done = { protection: protectionText, resumed, notGraded, peakMiB: peakMiB() };
  process.send!(done, () => process.disconnect());
}

function peakMiB(): number {
  if (process.platform !== 'linux') return NaN;
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
}

if (require.main === module) process.once('message', (task) => void gradeHere(task as Task));
