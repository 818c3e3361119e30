import { asDiskError } from '../data/disk';
import { InputError } from '../base/errors';

/** Exit codes of the `facelab` command, listed in `--help`. */
export const exitCodes = { fine: 0, no: 1, wrongInput: 2, cannotTell: 3, defect: 70, interrupted: 130 } as const;

/** What a command is given beside its options. */
export interface Session {
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
  /** Shows how far long work has come; `text` says what is being done. On standard error, so that results can be piped. */
  progress(done: number, total: number, text?: string): void;
}

/**
 * Runs a command: its number becomes the exit code; {@link tellError} reports what is thrown. Ctrl-C aborts the signal so that
 * nothing is lost (code 130).
 */
export async function runCommand(command: (session: Session) => Promise<number | void>): Promise<void> {
  const controller = new AbortController();
  const onInterrupt = (): void => controller.abort();
  process.once('SIGINT', onInterrupt);
  try {
    const code = await command({ signal: controller.signal, progress: progressLine() });
    process.exitCode = typeof code === 'number' ? code : exitCodes.fine;
  } catch (error) {
    process.exitCode = controller.signal.aborted ? exitCodes.interrupted : tellError(error);
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}

/**
 * The one place where an error becomes words: a mistake in the input (exit code 2) and a machine that refuses, such as a full
 * disk (1), in one sentence; anything else is a defect and shows its stack (70). Returns the exit code.
 */
export function tellError(error: unknown): number {
  if (error instanceof InputError || (error as Error)?.name === 'TrainingStopped')
    return told(error, exitCodes.wrongInput);
  const disk = asDiskError(error);
  if (disk) return told(disk, exitCodes.no);
  console.error(error);
  return exitCodes.defect;
}

function told(error: unknown, code: number): number {
  console.error(`facelab: ${oneLine((error as Error).message)}`);
  return code;
}

/** A remark on standard error: what was left out, what is odd. */
export function remark(text: string): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K'); // a line of progress may stand there
  console.error(oneLine(text));
}

/** A sentence on one line, with nothing in it that a terminal obeys: file names come from strangers. */
export function oneLine(text: string): string {
  return text
    .replace(/\s*[\r\n]\s*/g, ' ')
    .replace(
      /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}

/** One line that is rewritten on a terminal; elsewhere a line every ten seconds. */
function progressLine(): Session['progress'] {
  const every = process.stderr.isTTY ? 100 : 10_000;
  const secondsLeft = paceSinceFirst();
  let told = process.stderr.isTTY ? 0 : Date.now();
  return (done, total, text = '') => {
    const now = Date.now();
    const seconds = secondsLeft(done, total, now);
    if (now - told < every && done < total) return;
    told = now;
    const left = seconds === undefined || done === total ? '' : ` · ${Math.round(seconds)} s left`;
    const line = oneLine(`${Math.floor((100 * done) / total)} % ${text}${left}`);
    if (process.stderr.isTTY === false || process.stderr.isTTY === undefined) console.error(line);
    // A line that wraps could not be rewritten.
    else
      process.stderr.write(`\r\x1b[K${line.slice(0, (process.stderr.columns || 80) - 1)}${done === total ? '\n' : ''}`);
  };
}

/**
 * Seconds that the rest takes, (total − done) · (now − t₁) / (done − done₁), with done₁ of the first report at t₁: what was done before,
 * when work is taken up again, took no time now. undefined while less than a hundredth of the work was done since, which says nothing about the
 * rest. `now` in milliseconds.
 */
export function paceSinceFirst(): (done: number, total: number, now: number) => number | undefined {
  let first: { done: number; now: number } | undefined;
  return (done, total, now) => {
    first ??= { done, now };
    const since = done - first.done;
    return since / total >= 0.01 ? ((now - first.now) / 1000 / since) * (total - done) : undefined;
  };
}

/** Rows as an aligned text table, the keys of the first row as its head. Numbers stand right. */
export function textTable(rows: Record<string, string | number>[]): string {
  if (rows.length === 0) return '(nothing)';
  const keys = Object.keys(rows[0]);
  const cells = [keys, ...rows.map((row) => keys.map((key) => String(row[key])))];
  const widths = keys.map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const isNumber = keys.map((key) => rows.every((row) => typeof row[key] === 'number'));
  const line = (row: string[]): string =>
    row
      .map((cell, column) => (isNumber[column] ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join('  ')
      .trimEnd();
  return [line(cells[0]), widths.map((width) => '─'.repeat(width)).join('  '), ...cells.slice(1).map(line)].join('\n');
}

/** Prints a result: JSON for machines, the text for people. */
export function print(json: boolean | undefined, result: unknown, text: string): void {
  console.log(json ? JSON.stringify(result, null, 2) : text);
}

/** Reads an option that must be a whole number of at least `least`. */
export function wholeNumber(name: string, least = 1): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < least) {
      throw new InputError(`${name} is "${text}", but it must be a whole number from ${least}.`);
    }
    return value;
  };
}
