import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { InputError } from '../base/errors';
import type { Preset } from '../training/recipes';
import type { Watched } from '../base/watched';
import { executeNotebook, type ExecuteError } from './execute';
import { root } from './python';

/** The result of one notebook's run. */
export interface Rehearsed {
  /** File name without `.ipynb`. */
  name: string;
  seconds: number;
  /** Peak resident memory of the kernel in bytes. */
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
  /** Called when a notebook has ended, before `onProgress`. */
  onResult?: (result: Rehearsed) => void;
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

/** Executes notebooks as a reader would, several at a time, and reports what each took and whether it went well. */
export async function rehearse(paths: string[], options: RehearseOptions = {}): Promise<Rehearsed[]> {
  const { preset = 'quick', parallel = 2, signal, timeout, onResult, onProgress } = options;
  const results = new Array<Rehearsed>(paths.length);
  let [next, ended] = [0, 0];
  const worker = async (): Promise<void> => {
    while (next < paths.length && signal?.aborted !== true) {
      const position = next++;
      const name = basename(paths[position], '.ipynb');
      const { seconds, memory, figures, warnings, error } = await executeNotebook(paths[position], {
        preset,
        signal,
        timeout,
      });
      results[position] = { name, seconds, memory, figures, warnings, ...(error === undefined ? {} : { error }) };
      onResult?.(results[position]);
      onProgress?.(++ended, paths.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, paths.length) }, worker));
  return results.filter((result) => result !== undefined);
}

/** True when every notebook ran to its end and wrote nothing to standard error. */
export function wentWell(results: Rehearsed[]): boolean {
  return results.every(({ error, warnings }) => error === undefined && warnings.length === 0);
}

/** The results as a table of text, with what went wrong below it. */
export function rehearsalTable(results: Rehearsed[]): string {
  const rows = results.map(({ name, seconds, memory, figures, warnings, error }) => [
    name,
    `${seconds.toFixed(1)} s`,
    `${Math.round(memory / 2 ** 20).toLocaleString('en')} MB`,
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
