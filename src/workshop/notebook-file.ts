import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { writeWhole } from '../data/disk';
import { InputError } from '../base/errors';

/** A notebook as its file has it (nbformat 4). */
export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}

export interface Cell {
  cell_type: 'code' | 'markdown' | 'raw';
  id?: string;
  metadata: Record<string, unknown>;
  source: string | string[];
  execution_count?: number | null;
  outputs?: Output[];
}

export interface Output {
  output_type: 'stream' | 'display_data' | 'execute_result' | 'error';
  name?: string;
  text?: string | string[];
  data?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  [key: string]: unknown;
}

/** Text that nbformat may keep as a list of lines. */
export function textOf(lines: string | string[] | undefined): string {
  return Array.isArray(lines) ? lines.join('') : (lines ?? '');
}

export async function readNotebook(path: string): Promise<Notebook> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new InputError(`There is no notebook at ${path}.`);
  });
  const notebook = notebookOf(text);
  if (notebook === undefined) {
    throw new InputError(`${path} is no notebook: expected the JSON of nbformat 4 with a list of cells.`);
  }
  return notebook;
}

/** The notebook that a file's text holds; undefined where it holds none. */
export function notebookOf(text: string): Notebook | undefined {
  try {
    const notebook = JSON.parse(text) as Notebook | null;
    return Array.isArray(notebook?.cells) ? notebook! : undefined;
  } catch {
    return undefined;
  }
}

/** A notebook as Jupyter itself writes it: one space of indentation, a newline at the end. */
export function notebookText(notebook: Notebook): string {
  return `${JSON.stringify(notebook, undefined, 1)}\n`;
}

/** Writes a notebook as {@link notebookText} has it, never half. */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  await writeWhole(path, notebookText(notebook));
}

/** SHA-256 over the sources of all cells: equal exactly when no cell was edited, whatever the outputs are. */
export function sourceHash(notebook: Notebook): string {
  const sources = notebook.cells.map((cell) => [cell.cell_type, textOf(cell.source)]);
  return createHash('sha256').update(JSON.stringify(sources)).digest('hex');
}

/** Whether a cell's code is folded away, as JupyterLab writes it. */
export function isFolded({ metadata }: Cell): boolean {
  return (metadata.jupyter as { source_hidden?: boolean } | undefined)?.source_hidden === true;
}

/** The notebook with its first cell of code, which imports what the others need, folded away: a reader starts with an idea, not with a list. */
export function withFoldedImports(notebook: Notebook): Notebook {
  const first = notebook.cells.findIndex(({ cell_type }) => cell_type === 'code');
  const folded = (metadata: Cell['metadata']): Cell['metadata'] => {
    const entries = Object.entries({
      ...metadata,
      jupyter: { ...(metadata.jupyter as object | undefined), source_hidden: true },
    });
    // In the order in which Jupyter writes them, so that publishing again changes nothing.
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  const cells = notebook.cells.map((cell, position) =>
    position === first ? { ...cell, metadata: folded(cell.metadata) } : cell,
  );
  return { ...notebook, cells };
}

/** Outputs with a figure in them, in order. */
export function figureOutputs(notebook: Notebook): Output[] {
  const outputs = notebook.cells.flatMap((cell) => cell.outputs ?? []);
  return outputs.filter((output) => output.data?.['application/vnd.plotly.v1+json'] !== undefined);
}
