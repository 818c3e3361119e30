import { expect } from '../base/errors';
import { escaped, showHTML } from './show';

/** A data frame, as danfo's `DataFrame` looks. */
export interface FrameLike {
  columns: string[];
  values: unknown;
}

type Rows = Record<string, unknown>[];

interface TableOptions {
  caption?: string;
  /** Digits after the point, for numbers that are not whole. */
  digits?: number;
  /** How to write a column's values, by column. */
  format?: Record<string, (value: never) => string>;
}

/** Shows a data frame or rows as a table. Numbers stand right, with equal digits; missing values are a dash. */
export function showTable(table: FrameLike | Rows, options: TableOptions = {}): void {
  showHTML(tableHTML(table, options));
}

/** The table as HTML; see {@link showTable}. */
export function tableHTML(table: FrameLike | Rows, { caption, digits = 3, format = {} }: TableOptions = {}): string {
  const { columns, rows } = cellsOf(table);
  const isNumber = columns.map((_, column) => rows.some((row) => typeof row[column] === 'number'));
  const align = (column: number): string =>
    `text-align:${isNumber[column] ? 'right' : 'left'};padding:3px 10px;white-space:nowrap`;
  const head = columns.map(
    (name, column) => `<th style="${align(column)};border-bottom:1.5px solid #8a919c">${escaped(name)}</th>`,
  );
  const body = rows.map((row) => {
    const cells = row.map((value, column) => {
      const write = format[columns[column]] as ((value: unknown) => string) | undefined;
      const text =
        value === null || value === undefined || Number.isNaN(value) ? '–' : (write?.(value) ?? written(value, digits));
      return `<td style="${align(column)};font-variant-numeric:tabular-nums">${escaped(text)}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  const title =
    caption === undefined
      ? ''
      : `<caption style="caption-side:top;text-align:left;font-weight:bold;padding:4px 0">${escaped(caption)}</caption>`;
  return `<table style="border-collapse:collapse;font-size:13px">${title}<thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

function cellsOf(table: FrameLike | Rows): { columns: string[]; rows: unknown[][] } {
  if (Array.isArray(table)) {
    const columns = [...new Set(table.flatMap((row) => Object.keys(row)))];
    return { columns, rows: table.map((row) => columns.map((column) => row[column])) };
  }
  const { columns, values } = table;
  expect(
    Array.isArray(columns) && Array.isArray(values),
    'A table must be rows ([{ name: value }, …]) or a danfo DataFrame.',
  );
  const rows = (values as unknown[]).map((row) => (Array.isArray(row) ? row : [row]));
  return { columns, rows };
}

function written(value: unknown, digits: number): string {
  if (typeof value !== 'number') return String(value);
  return Number.isInteger(value) ? value.toLocaleString('en') : value.toFixed(digits);
}
