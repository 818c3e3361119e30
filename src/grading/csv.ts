import Papa from 'papaparse';

/** Rows as CSV. Numbers stay numbers; in texts, what a spreadsheet would run as a formula gets an apostrophe in front. */
export function csvText(header: string[], rows: (string | number)[][]): string {
  const safe = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell : harmless(cell))));
  return Papa.unparse({ fields: header, data: safe }, { newline: '\r\n' }) + '\r\n';
}

/**
 * A formula begins a cell. Where a cell begins is up to the spreadsheet: one that separates by semicolons or tabs sees the beginning of one
 * in the middle of ours, quotes or not, so a sign after any separator counts too.
 */
function harmless(text: string): string {
  return text.replace(/(^|[,;|\t\r\n])(["'\s]*)(?=[=+\-@＝＋－＠\t\r])/g, "$1$2'");
}
