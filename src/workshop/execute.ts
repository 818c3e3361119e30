import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { InputError } from '../base/errors';
import type { Watched } from '../base/watched';
import type { Preset } from '../training/recipes';
import { figureOutputs, readNotebook, textOf, writeNotebook, type Notebook } from './notebook-file';
import { pythonEnvironment, pythonPath, root } from './python';

/** How to execute; `onProgress` reports how many code cells have run, as each begins and at the end. */
export interface ExecuteOptions extends Watched {
  preset?: Preset;
  /** Seconds that one cell may take; 0 for no limit. Default 1200. */
  timeout?: number;
  /** Further environment variables for the kernel. */
  environment?: Record<string, string>;
  /** Only the cells before this one (counted from 0) are executed. */
  until?: number;
  /** The connection file of a kernel that runs already: the cells are executed there, under its own preset, and it goes on running. */
  kernel?: string;
  /** Called when a code cell begins, and about once a second. */
  onState?: (state: RunState) => void;
}

/** How far a run has come. */
export interface RunState {
  /** Code cells that have run. */
  done: number;
  /** Seconds since the current cell began. */
  inCell: number;
  /** The kernel's resident memory in bytes. */
  memory: number;
}

/** What went wrong in which cell (counted from 0 over all cells of the notebook). */
export interface ExecuteError {
  cell: number;
  kind: 'cell' | 'timeout' | 'died' | 'interrupted';
  message: string;
}

export interface Executed {
  notebook: Notebook;
  seconds: number;
  /** Of each code cell that ran to its end, in order. */
  cellSeconds: number[];
  /** The kernel's peak resident memory in bytes; of one that goes on running, what it has at the end. */
  memory: number;
  figures: number;
  /** What cells wrote to standard error, without the error that ended the run: there should be nothing. */
  warnings: string[];
  error?: ExecuteError;
}

/**
 * Executes a notebook from top to bottom in a fresh kernel, without a browser, and gives it with its outputs. The file
 * itself is not changed. The first error ends the run; `error` reports it, and the outputs so far are kept.
 *
 * The preset reaches the cells as the environment variable FACELAB_PRESET. Throws when the notebook cannot be read or
 * Python is missing.
 */
export async function executeNotebook(path: string, options: ExecuteOptions = {}): Promise<Executed> {
  const { preset = 'standard', timeout = 1200, environment = {}, until, kernel } = options;
  const whole = await readNotebook(path);
  const source = until === undefined ? whole : { ...whole, cells: whole.cells.slice(0, until) };
  const folder = await mkdtemp(join(tmpdir(), 'facelab-notebook-'));
  const output = join(folder, 'executed.ipynb');
  const started = performance.now();
  try {
    const front = join(folder, 'front.ipynb');
    if (until !== undefined) await writeNotebook(front, source);
    const run = await runExecutor(
      [
        until === undefined ? resolve(path) : front,
        output,
        String(timeout),
        root,
        ...(kernel === undefined ? [] : [kernel]),
      ],
      { ...environment, FACELAB_PRESET: preset },
      options,
    );
    const notebook = await readNotebook(output).catch(() => source);
    const streams = notebook.cells.flatMap((cell, index) =>
      (cell.outputs ?? [])
        .filter((item) => item.output_type === 'stream' && item.name === 'stderr')
        .map((item) => ({ index, text: textOf(item.text).trim() })),
    );
    const failed = run.error;
    return {
      notebook,
      seconds: (performance.now() - started) / 1000,
      cellSeconds: run.cellSeconds,
      memory: run.memory,
      figures: figureOutputs(notebook).length,
      warnings: streams
        .filter(({ index }) => index !== failed?.cell)
        .map(({ index, text }) => `cell ${index}: ${text}`),
      ...(failed === undefined
        ? {}
        : {
            error: {
              ...failed,
              message: explanation(
                failed,
                timeout,
                streams.filter(({ index }) => index === failed.cell).map(({ text }) => text),
              ),
            },
          }),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface ExecutorRun {
  memory: number;
  cellSeconds: number[];
  error?: { cell: number; kind: ExecuteError['kind'] };
}

/** Runs the Python executor and follows what it reports. */
async function runExecutor(
  args: string[],
  environment: Record<string, string>,
  { signal, onProgress, onState }: ExecuteOptions,
): Promise<ExecutorRun> {
  const child = spawn(pythonPath(), ['-u', join(__dirname, 'execute_notebook.py'), ...args], {
    cwd: root,
    env: pythonEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = (): void => void child.kill('SIGTERM');
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  const run: ExecutorRun = { memory: 0, cellSeconds: [] };
  let complaint = '';
  let [hasEnded, cells, done, begun] = [false, 0, 0, performance.now()];
  const tellState = (): void => onState?.({ done, inCell: (performance.now() - begun) / 1000, memory: run.memory });
  child.stderr.on('data', (chunk) => (complaint = (complaint + chunk).slice(-4000)));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const told = JSON.parse(line);
    if (told.event === 'cell') {
      [cells, done, begun] = [told.of, told.position - 1, performance.now()];
      run.memory = told.memory;
      onProgress?.(done, cells);
      tellState();
    }
    if (told.event === 'executed' && told.code) run.cellSeconds.push(told.seconds);
    if (told.event === 'memory') {
      run.memory = told.memory;
      tellState();
    }
    if (told.event === 'error') run.error = { cell: told.cell, kind: told.kind };
    if (told.event === 'end') {
      run.memory = told.memory;
      hasEnded = true;
      if (run.error === undefined && cells > 0) onProgress?.(cells, cells);
    }
  });
  const code = await new Promise<number | null>((done, fail) => {
    child.on('error', fail);
    child.on('close', done);
  }).finally(() => signal?.removeEventListener('abort', stop));
  if (signal?.aborted) run.error = { cell: -1, kind: 'interrupted' };
  else if (code !== 0 || hasEnded === false) {
    throw new InputError(`The notebook executor failed: ${complaint.trim() || `exit code ${code}`}`);
  }
  return run;
}

function explanation(
  { kind, cell }: { cell: number; kind: ExecuteError['kind'] },
  timeout: number,
  printed: string[],
): string {
  if (kind === 'cell') return printed.join('\n') || `Cell ${cell} failed without a message.`;
  if (kind === 'timeout') return `Cell ${cell} took longer than ${timeout} s.`;
  if (kind === 'died') return `The kernel died in cell ${cell}.`;
  return 'The run was interrupted.';
}
