import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { executeNotebook, type ExecuteOptions, type Executed } from './execute';
import { kernelInLab } from './jupyter-server';
import { readNotebook, textOf, writeNotebook, type Notebook } from './notebook-file';

/**
 * Makes a notebook's kernel in the running JupyterLab ready for an audience: started, the first code cell run, which
 * selects the engine, and every module that the notebook imports loaded and compiled. With `until`, all cells before that
 * one have run there, so that the talk can go on with it.
 *
 * Whoever opens the notebook in JupyterLab meets this kernel, with its variables. The file is not changed, so the page
 * shows the outputs that are stored in it.
 *
 * @throws InputError when JupyterLab does not run
 */
export async function warm(path: string, options: ExecuteOptions = {}): Promise<Executed> {
  const notebook = await readNotebook(path);
  const kernel = await kernelInLab(path, options.signal);
  const folder = await mkdtemp(join(tmpdir(), 'facelab-warm-'));
  try {
    const cells = join(folder, basename(path));
    await writeNotebook(cells, warmingCells(notebook, options.until));
    return await executeNotebook(cells, { ...options, until: undefined, kernel });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The cells that {@link warm} runs: those before `until`, or else the first with code; and one that loads the other imports. */
export function warmingCells(notebook: Notebook, until?: number): Notebook {
  const first = notebook.cells.findIndex((cell) => cell.cell_type === 'code');
  const front = notebook.cells.slice(0, Math.max(until ?? 0, first + 1)).filter((cell) => cell.cell_type === 'code');
  const loaded = new Set(front.flatMap((cell) => imported(textOf(cell.source))));
  const all = new Set(notebook.cells.filter((cell) => cell.cell_type === 'code').flatMap((cell) => imported(textOf(cell.source)))); // prettier-ignore
  const others = [...all].filter((name) => !loaded.has(name));
  const loading = { cell_type: 'code' as const, id: 'warm', metadata: {}, execution_count: null, outputs: [] };
  // No names are imported: those that a cell defines itself later must still be free.
  const source = others.map((name) => `import '${name}';`).join('\n');
  return { ...notebook, cells: [...front, ...(others.length === 0 ? [] : [{ ...loading, source }])] };
}

/** The modules that a cell imports. */
function imported(source: string): string[] {
  return [...source.matchAll(/^\s*import\s+(?:[^;'"]*?\sfrom\s*)?['"]([^'"]+)['"]/gm)].map(([, name]) => name);
}
