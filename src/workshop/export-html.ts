import { escaped } from '../notebook/show';
import { textOf, type Cell, type Notebook, isFolded } from './notebook-file';
import { inlined } from './pages/assets';
import { codeHtml, outputPieces } from './pages/cells';
import { renderMarkdown, withLinks } from './pages/markdown';

export interface ExportOptions {
  /** Folds each cell's code behind a word that opens it. */
  hideCode?: boolean;
}

/**
 * One HTML page from an executed notebook. It needs nothing from outside: plotly.js-dist is embedded once, and each
 * figure is drawn from its own data when the page opens. Links into the project become plain text, for the page may lie
 * anywhere.
 */
export function exportHtml(notebook: Notebook, title: string, options: ExportOptions = {}): string {
  const body = withLinks(notebookHtml(notebook, options), () => undefined);
  const hasFigures = body.includes('data-figure="');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escaped(title)}</title>
${inlined('page.css', 'code.css', ...(hasFigures ? ['plotly.js'] : []))}
</head>
<body>
<main>
${body}
</main>
${hasFigures ? inlined('page.js') : ''}
</body>
</html>
`;
}

/** The cells of a notebook as HTML, without the page around them. */
export function notebookHtml(notebook: Notebook, { hideCode = false }: ExportOptions = {}): string {
  let figures = 0;
  return notebook.cells.map((cell) => cellHtml(cell, hideCode, () => `figure-${++figures}`)).join('\n');
}

function cellHtml(cell: Cell, hideCode: boolean, nextFigure: () => string): string {
  const source = textOf(cell.source);
  if (cell.cell_type === 'markdown') return `<section class="prose">${renderMarkdown(source)}</section>`;
  if (cell.cell_type !== 'code') return '';
  const code = source.trim() === '' ? '' : codeHtml(source);
  const summary = isFolded(cell) ? 'Imports' : hideCode ? 'Code' : undefined;
  const shown = summary !== undefined && code !== '' ? `<details><summary>${summary}</summary>${code}</details>` : code;
  const outputs = outputPieces(cell, nextFigure).map(({ html }) => html);
  return `<section class="cell">${shown}${outputs.join('\n')}</section>`;
}
