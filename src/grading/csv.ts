import { readFileSync, statSync } from 'node:fs';
import Papa from 'papaparse';
import { expect } from '../base/errors';
import { programText } from './read-file';

/** Rows as CSV. Numbers stay numbers; in texts, what a spreadsheet would run as a formula gets an apostrophe in front. */
export function csvText(header: string[], rows: (string | number)[][]): string {
  const safe = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell : harmless(cell))));
  return Papa.unparse([header, ...safe], { newline: '\r\n' }) + '\r\n';
}

/**
 * A formula begins a cell. Where a cell begins is up to the spreadsheet: one that separates by semicolons or tabs sees the beginning of one
 * in the middle of ours, quotes or not, so a sign after any separator counts too.
 */
function harmless(text: string): string {
  return text.replace(/(^|[,;|\t\r\n])(["'\s]*)(?=[=+\-@＝＋－＠\t\r])/g, "$1$2'");
}

/**
 * Reads a table that a person keeps: separated by commas, semicolons or tabs, as the spreadsheet likes it. Column names are compared
 * without case. Cells that are missing are empty.
 *
 * @throws InputError when the file is not there, or lacks a needed column
 */
export function readTable(path: string, needed: string[]): Record<string, string>[] {
  expect(isFile(path), `There is no file ${path}: give a CSV file with the columns ${needed.join(', ')}.`);
  const text = programText(readFileSync(path));
  const { data, meta } = Papa.parse<Record<string, string>>(text, {
    header: true,
    skipEmptyLines: 'greedy',
    delimiter: separatorOf(text),
    transformHeader: (name) => name.trim().toLowerCase(),
    transform: (cell) => cell.trim(),
  });
  const missing = needed.find((name) => !(meta.fields ?? []).includes(name));
  expect(missing === undefined, `${path} has no column "${missing}": its first line must name ${needed.join(', ')}.`);
  return data.map((row) => Object.fromEntries((meta.fields ?? []).map((name) => [name, row[name] ?? ''])));
}

/** The separator of the first line: names of columns hold none. */
function separatorOf(text: string): string {
  const [head] = text.split('\n', 1);
  const count = (sign: string): number => head.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
