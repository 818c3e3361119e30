import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, InputError } from '../base/errors';
import type { Preset } from '../training/recipes';
import type { Watched } from '../base/watched';
import { executeNotebook, type ExecuteError, type RunState } from './execute';
import { readNotebook, type Notebook } from './notebook-file';
import { root } from './python';
import { cellOfSlide } from './slide-cells';
import { keepTiming, lastTiming, secondsLeft } from './time-left';
import { warm, warmingCells } from './warm';

/** The result of one notebook's run. */
export interface Rehearsed {
  /** File name without `.ipynb`. */
  name: string;
  seconds: number;
  /** Seconds of each code cell that ran to its end. */
  cellSeconds: number[];
  /** Peak resident memory of the kernel in bytes; with `warm` what it has at the end. */
  memory: number;
  figures: number;
  warnings: string[];
  error?: ExecuteError;
}

/** How to rehearse; `onProgress` counts notebooks. */
export interface RehearseOptions extends Watched {
  preset?: Preset;
  /** Notebooks at a time. */
  parallel?: number;
  /** Seconds that a cell may take. */
  timeout?: number;
  /** Runs the cells before this slide, counted from 1; of one notebook only. */
  until?: number;
  /** In the kernels of the JupyterLab that runs, which then stay: see {@link warm}. */
  warm?: boolean;
  /** Called as notebooks run, about once a second, with the seconds that all of them still take. */
  onRunning?: (running: Running[], secondsLeft: number) => void;
  /** Called when a notebook has ended, before `onProgress`. */
  onResult?: (result: Rehearsed) => void;
}

/** A notebook that is being run. */
export interface Running {
  name: string;
  /** Seconds that it is expected to take still; see {@link secondsLeft}. */
  secondsLeft: number;
  /** The kernel's resident memory in bytes. */
  memory: number;
}

/**
 * Paths of the course's notebooks in order, or of those whose number is asked for: `notebookPaths(['3', '08'])`.
 * Throws when a number has no notebook.
 */
export async function notebookPaths(numbers: string[] = [], folder = join(root, 'notebooks')): Promise<string[]> {
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.ipynb')).sort();
  if (numbers.length === 0) return files.map((file) => join(folder, file));
  return numbers.map((number) => {
    const file = files.find((each) => /^\d+$/.test(number) && each.startsWith(`${number.padStart(2, '0')}-`));
    if (file === undefined)
      throw new InputError(
        `There is no notebook ${number}: there are ${files.map((each) => each.slice(0, 2)).join(', ')}.`,
      );
    return join(folder, file);
  });
}

/**
 * Executes notebooks as a reader would, several at a time, and reports what each took and whether it went well. How long the
 * cells of a whole notebook took is kept, for the next run to say how much time is left.
 */
export async function rehearse(paths: string[], options: RehearseOptions = {}): Promise<Rehearsed[]> {
  const { parallel = 2, signal, onResult, onProgress, onRunning, until } = options;
  expect(
    until === undefined || paths.length === 1,
    `--until is about the slides of one notebook: say which, as in facelab rehearse 8 --until ${until}.`,
  );
  const parts = await Promise.all(paths.map((path) => partToRun(path, options)));
  const results = new Array<Rehearsed>(paths.length);
  const running = new Map<Part, Running>();
  let [next, ended] = [0, 0];
  const tellRunning = (): void => {
    const [now, later] = [[...running.values()].map((each) => each.secondsLeft), parts.slice(next).map(secondsOf)];
    const sum = [...now, ...later].reduce((total, seconds) => total + seconds, 0);
    onRunning?.([...running.values()], Math.max(sum / parallel, ...now, ...later));
  };
  const worker = async (): Promise<void> => {
    while (next < parts.length && signal?.aborted !== true) {
      const position = next++;
      const part = parts[position];
      results[position] = await run(part, options, (state) => {
        running.set(part, state);
        tellRunning();
      });
      running.delete(part);
      onResult?.(results[position]);
      onProgress?.(++ended, paths.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, paths.length) }, worker));
  return results.filter((result) => result !== undefined);
}

/** What is to be run of a notebook. */
interface Part {
  path: string;
  name: string;
  notebook: Notebook;
  /** Only the cells before this one. */
  until?: number;
  /** Code cells that are to run, and how long each of the notebook's took last time. */
  cells: number;
  known?: number[];
}

async function partToRun(path: string, { preset = 'quick', until: slide, warm }: RehearseOptions): Promise<Part> {
  const name = basename(path, '.ipynb');
  const notebook = await readNotebook(path);
  const until = slide === undefined ? undefined : cellOfSlide(notebook, slide, name);
  if (warm === true) return { path, name, notebook, until, cells: warmingCells(notebook, until).cells.length };
  const cells = notebook.cells.slice(0, until).filter((cell) => cell.cell_type === 'code').length;
  return { path, name, notebook, until, cells, known: lastTiming(notebook, name, preset) };
}

function secondsOf({ cells, known }: Part): number {
  return secondsLeft({ done: 0, inCell: 0 }, cells, 0, known);
}

async function run(part: Part, options: RehearseOptions, onState: (state: Running) => void): Promise<Rehearsed> {
  const { path, name, notebook, until, cells, known } = part;
  const { preset = 'quick', signal, timeout, warm: isWarm = false } = options;
  const started = performance.now();
  const tell = (state: RunState): void => {
    const left = secondsLeft(state, cells, (performance.now() - started) / 1000, known);
    onState({ name, secondsLeft: left, memory: state.memory });
  };
  const execute = isWarm ? warm : executeNotebook;
  const executed = await execute(path, { preset, signal, timeout, until, onState: tell });
  const { seconds, cellSeconds, memory, figures, warnings, error } = executed;
  const isWhole = error === undefined && !isWarm && until === undefined;
  if (isWhole) await keepTiming(notebook, name, preset, cellSeconds);
  return { name, seconds, cellSeconds, memory, figures, warnings, ...(error === undefined ? {} : { error }) };
}

/** True when every notebook ran to its end and wrote nothing to standard error. */
export function wentWell(results: Rehearsed[]): boolean {
  return results.every(({ error, warnings }) => error === undefined && warnings.length === 0);
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20).toLocaleString('en')} MB`;
}

/** The results as a table of text, with what went wrong below it. */
export function rehearsalTable(results: Rehearsed[]): string {
  const rows = results.map(({ name, seconds, memory, figures, warnings, error }) => [
    name,
    `${seconds.toFixed(1)} s`,
    megabytes(memory),
    String(figures),
    String(warnings.length),
    error === undefined ? 'ok' : error.kind === 'cell' ? `error in cell ${error.cell}` : error.kind,
  ]);
  const lines = [['notebook', 'time', 'memory', 'figures', 'warnings', 'result'], ...rows];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const table = lines.map((line) =>
    line
      .map((text, column) =>
        column === 0 || column === 5 ? text.padEnd(widths[column]) : text.padStart(widths[column]),
      )
      .join('  ')
      .trimEnd(),
  );
  const troubles = results.flatMap(({ name, warnings, error }) => [
    ...warnings.map((warning) => `${name}, ${warning}`),
    ...(error === undefined ? [] : [`${name}, cell ${error.cell}: ${error.message}`]),
  ]);
  return [...table, ...(troubles.length === 0 ? [] : ['', ...troubles])].join('\n');
}
