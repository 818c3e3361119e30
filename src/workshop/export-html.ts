import katexPlugin from '@vscode/markdown-it-katex';
import { readFileSync } from 'node:fs';
import hljs from 'highlight.js/lib/core';
import typescript from 'highlight.js/lib/languages/typescript';
import MarkdownIt from 'markdown-it';
import { InputError } from '../base/errors';
import { escaped, plotlyMime } from '../notebook/show';
import { textOf, type Cell, type Notebook, type Output } from './notebook-file';

hljs.registerLanguage('typescript', typescript);

/**
 * Markdown as HTML: formulas become MathML, which browsers draw without fonts or scripts. Throws an InputError when a
 * formula cannot be read.
 */
export function renderMarkdown(markdown: string): string {
  const html = renderer.render(markdown);
  const wrong = /class="[^"]*katex-error"[^>]*title="([^"]*)"/.exec(html);
  if (wrong !== null) throw new InputError(`A formula cannot be read: ${wrong[1]}`);
  return html;
}

const renderer = new MarkdownIt({ html: true, linkify: true }).use(katexPlugin, {
  output: 'mathml',
  throwOnError: false,
});

/**
 * One HTML page from an executed notebook. It needs nothing from outside: plotly.js-dist is embedded once, and each
 * figure is drawn from its own data when the page opens.
 */
export function exportHtml(notebook: Notebook, title: string): string {
  let figures = 0;
  const body = notebook.cells.map((cell) => cellHtml(cell, () => `figure-${++figures}`)).join('\n');
  const plotly =
    figures === 0 ? '' : `<script>${inScript(readFileSync(require.resolve('plotly.js-dist'), 'utf8'))}</script>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escaped(title)}</title>
<style>${style}</style>
${plotly}
</head>
<body>
<main>
${body}
</main>
${figures === 0 ? '' : `<script>${drawAll}</script>`}
</body>
</html>
`;
}

function cellHtml(cell: Cell, nextFigure: () => string): string {
  const source = textOf(cell.source);
  if (cell.cell_type === 'markdown') return `<section class="prose">${renderMarkdown(source)}</section>`;
  if (cell.cell_type !== 'code') return '';
  const code = `<pre class="code"><code>${hljs.highlight(source, { language: 'typescript' }).value}</code></pre>`;
  const outputs = (cell.outputs ?? []).map((output) => outputHtml(output, nextFigure)).join('\n');
  return `<section class="cell">${source.trim() === '' ? '' : code}${outputs}</section>`;
}

function outputHtml(output: Output, nextFigure: () => string): string {
  if (output.output_type === 'stream') return `<pre class="${output.name}">${escaped(textOf(output.text))}</pre>`;
  if (output.output_type === 'error')
    return `<pre class="stderr">${escaped(String(output.evalue ?? output.ename ?? 'error'))}</pre>`;
  const { data = {} } = output;
  const text = (mime: string): string => textOf(data[mime] as string | string[]);
  if (data[plotlyMime] !== undefined) {
    const { width, height } = (data[plotlyMime] as { layout: { width?: number; height?: number } }).layout;
    const id = nextFigure();
    return `<div class="figure" id="${id}" style="width:${width ?? 760}px;height:${height ?? 440}px"></div><script type="application/json" data-figure="${id}">${inScript(JSON.stringify(data[plotlyMime]))}</script>`;
  }
  if (data['text/html'] !== undefined) return text('text/html');
  if (data['image/svg+xml'] !== undefined) return text('image/svg+xml');
  if (data['text/markdown'] !== undefined) return renderMarkdown(text('text/markdown'));
  for (const mime of ['image/png', 'image/jpeg']) {
    if (data[mime] !== undefined) return `<img alt="" src="data:${mime};base64,${text(mime).replace(/\s/g, '')}">`;
  }
  return data['text/plain'] === undefined ? '' : `<pre>${escaped(text('text/plain'))}</pre>`;
}

/** Text that cannot end the script element which it stands in. */
function inScript(text: string): string {
  return text.replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--');
}

const drawAll = `
for (const script of document.querySelectorAll('script[data-figure]')) {
  Plotly.newPlot(script.dataset.figure, JSON.parse(script.textContent));
}`;

const style = `
body { margin: 0; background: #fff; color: #22262b; font: 16px/1.6 Inter, "Segoe UI", "Helvetica Neue", "DejaVu Sans", Arial, sans-serif; }
main { max-width: 920px; margin: 0 auto; padding: 24px; }
h1, h2, h3 { line-height: 1.25; }
table { border-collapse: collapse; margin: 8px 0; }
th, td { padding: 3px 10px; text-align: left; }
th { border-bottom: 1.5px solid #8a919c; }
pre { font: 13px/1.5 "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-x: auto; }
pre.code { background: #f6f7f9; border-left: 3px solid #0072b2; padding: 10px 14px; }
pre.stderr { background: #fdf0e8; padding: 8px 14px; }
:not(pre) > code { background: #f1f2f4; padding: 1px 4px; border-radius: 3px; font-size: 0.9em; }
.hljs-keyword, .hljs-built_in { color: #7a3e9d; } .hljs-string { color: #2f7d32; } .hljs-comment { color: #6b7480; } .hljs-number, .hljs-literal { color: #b34700; } .hljs-title { color: #00588a; }
img { max-width: 100%; }
.figure { max-width: 100%; overflow-x: auto; }
.katex-block { text-align: center; overflow-x: auto; }
`;
