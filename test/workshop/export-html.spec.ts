import assert from 'node:assert/strict';
import { exportHtml } from '../../src/workshop/export-html';
import { renderMarkdown } from '../../src/workshop/pages/markdown';
import { sourceHash, type Notebook, isFolded, withFoldedImports } from '../../src/workshop/notebook-file';
import { rehearsalTable } from '../../src/workshop/rehearse';

const plotly = 'application/vnd.plotly.v1+json';

function notebook(outputs: Notebook['cells'][0]['outputs'], source = 'const a = 1 < 2;'): Notebook {
  return {
    cells: [
      { cell_type: 'markdown', metadata: {}, source: ['# Title\n', 'with $\\theta$'] },
      { cell_type: 'code', metadata: {}, source, outputs, execution_count: 1 },
    ],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  };
}

describe('export to HTML', () => {
  it('renders prose, formulas as MathML, and code', () => {
    const html = exportHtml(notebook([]), 'A & B');
    for (const part of [
      '<title>A &#38; B</title>',
      '<h1>Title</h1>',
      '<mi>θ</mi>',
      '</span> &lt; <span class="hljs-number">2</span>',
    ]) {
      assert.ok(html.includes(part), part);
    }
    assert.ok(html.length < 20_000, 'without a figure Plotly is not embedded');
  });

  it('embeds Plotly once for many figures, and no data can end its script', () => {
    const figure = {
      data: [{ type: 'scatter', x: [1], y: [1], text: ['</script><b>'] }],
      layout: { width: 300, height: 200 },
    };
    const output = {
      output_type: 'display_data' as const,
      data: { [plotly]: figure, 'image/png': 'UElDVFVSRQ' },
      metadata: {},
    };
    const html = exportHtml(notebook([output, output]), 'Two');
    assert.equal(html.match(/data-figure="/g)?.length, 2);
    assert.ok(html.includes('id="figure-2" style="width:300px;height:200px"'));
    assert.ok(html.includes('<\\/script><b>') && !html.includes('UElDVFVSRQ'));
    assert.ok(html.length > 3e6 && html.length < 15e6);
  });

  it('shows what was printed, escaped', () => {
    const html = exportHtml(notebook([{ output_type: 'stream', name: 'stdout', text: ['a <b>\n', 'c'] }]), 'x');
    assert.ok(html.includes('<pre class="stdout" tabindex="0">a &#60;b&#62;\nc</pre>'));
  });

  it('folds the code where that is asked for, and turns links into the project into text', () => {
    const linked = notebook([]);
    linked.cells[0].source = '[hints](../exercises/x.md) and [arXiv](https://arxiv.org)';
    const html = exportHtml(linked, 'x', { hideCode: true });
    assert.match(html, /<section class="cell"><details><summary>Code<\/summary><pre class="code"/);
    assert.ok(html.includes('<p>hints and <a href="https://arxiv.org">arXiv</a></p>'));
  });

  it('folds the imports, which publishing folds in JupyterLab too and nothing else', () => {
    const folded = withFoldedImports(notebook([]));
    assert.match(exportHtml(folded, 'x'), /<details><summary>Imports<\/summary><pre class="code"/);
    const { cells } = withFoldedImports({ ...folded, cells: [...folded.cells, ...notebook([]).cells] });
    assert.deepEqual(cells.filter(isFolded).length, 1);
    assert.equal(sourceHash(folded), sourceHash(notebook([])));
  });

  it('a wrong formula is an error, not red text on the page', () => {
    assert.throws(() => renderMarkdown('$\\frac{1}$'), /A formula cannot be read/);
  });
});

describe('notebook files', () => {
  it('the hash of the sources ignores outputs and how lines are stored, and sees every edit', () => {
    const hash = sourceHash(notebook([]));
    const joined = notebook([{ output_type: 'stream', name: 'stdout', text: 'x' }]);
    joined.cells[0].source = '# Title\nwith $\\theta$';
    assert.equal(sourceHash(joined), hash);
    assert.notEqual(sourceHash(notebook([], 'const a = 1 < 3;')), hash);
  });

  it('the table of a rehearsal has one line per notebook and the troubles below', () => {
    const table = rehearsalTable([
      { name: '00-welcome', seconds: 12.34, cellSeconds: [], memory: 512 * 2 ** 20, figures: 4, warnings: [] },
      {
        name: '08-celebrities',
        seconds: 5,
        cellSeconds: [],
        memory: 2 ** 30,
        figures: 0,
        warnings: ['cell 2: hm'],
        error: { cell: 3, kind: 'cell', message: 'Error: no' },
      },
    ]);
    assert.equal(
      table,
      [
        'notebook          time    memory  figures  warnings  result',
        '00-welcome      12.3 s    512 MB        4         0  ok',
        '08-celebrities   5.0 s  1,024 MB        0         1  error in cell 3',
        '',
        '08-celebrities, cell 2: hm',
        '08-celebrities, cell 3: Error: no',
      ].join('\n'),
    );
  });
});
