import hljs from 'highlight.js/lib/core';
import typescript from 'highlight.js/lib/languages/typescript';
import { escaped, plotlyMime } from '../../notebook/show';
import { textOf, type Cell, type Output } from '../notebook-file';
import { renderMarkdown } from './markdown';

hljs.registerLanguage('typescript', typescript);

/** A piece of a page: `text` flows, a `figure` is drawn by Plotly, a `picture` has a size of its own, the rest was printed. */
export interface Piece {
  kind: 'text' | 'figure' | 'picture' | 'printed';
  html: string;
}

/** TypeScript with its words coloured; the block scrolls, and the keyboard reaches it. */
export function codeHtml(source: string): string {
  return `<pre class="code" tabindex="0"><code>${hljs.highlight(source, { language: 'typescript' }).value}</code></pre>`;
}

/** What a cell shows below its code, each figure under the name that `nextFigure` gives. Nothing for prose. */
export function outputPieces(cell: Cell, nextFigure: () => string): Piece[] {
  return (cell.outputs ?? []).map((output) => outputPiece(output, nextFigure)).filter(({ html }) => html !== '');
}

function outputPiece(output: Output, nextFigure: () => string): Piece {
  if (output.output_type === 'stream') {
    return { kind: 'printed', html: `<pre class="${output.name}" tabindex="0">${escaped(textOf(output.text))}</pre>` };
  }
  if (output.output_type === 'error') {
    const message = escaped(String(output.evalue ?? output.ename ?? 'error'));
    return { kind: 'printed', html: `<pre class="stderr" tabindex="0">${message}</pre>` };
  }
  const { data = {} } = output;
  const text = (mime: string): string => textOf(data[mime] as string | string[]);
  if (data[plotlyMime] !== undefined) {
    return { kind: 'figure', html: figureHtml(data[plotlyMime] as FigureData, nextFigure()) };
  }
  if (data['text/html'] !== undefined) {
    const html = text('text/html');
    return { kind: /^\s*<p\b/.test(html) ? 'text' : 'picture', html };
  }
  if (data['image/svg+xml'] !== undefined) return { kind: 'picture', html: text('image/svg+xml') };
  if (data['text/markdown'] !== undefined) return { kind: 'text', html: renderMarkdown(text('text/markdown')) };
  for (const mime of ['image/png', 'image/jpeg']) {
    if (data[mime] === undefined) continue;
    const source = `data:${mime};base64,${text(mime).replace(/\s/g, '')}`;
    return { kind: 'picture', html: `<img alt="" src="${source}">` };
  }
  if (data['text/plain'] === undefined) return { kind: 'printed', html: '' };
  return { kind: 'printed', html: `<pre tabindex="0">${escaped(text('text/plain'))}</pre>` };
}

interface FigureData {
  layout: { width?: number; height?: number; title?: { text?: string } | string };
}

/** The place of a figure, and its data. The page draws it with Plotly. */
function figureHtml(figure: FigureData, id: string): string {
  const { width = 760, height = 440, title } = figure.layout;
  const named = (typeof title === 'string' ? title : title?.text) ?? 'Figure';
  const name = escaped(named.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim()); // prettier-ignore
  const place = `<div class="figure" id="${id}" style="width:${width}px;height:${height}px" role="figure" aria-label="${name}" tabindex="0"></div>`;
  return `${place}<script type="application/json" data-figure="${id}">${inScript(JSON.stringify(figure))}</script>`;
}

/** Text that cannot end the script element which it stands in. */
export function inScript(text: string): string {
  return text.replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--');
}
