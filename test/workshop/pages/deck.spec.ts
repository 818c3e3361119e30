import assert from 'node:assert/strict';
import type { Cell, Notebook, Output } from '../../../src/workshop/notebook-file';
import { deckOf } from '../../../src/workshop/pages/deck';
import { slideType, withSlideTypes, type SlideType } from '../../../src/workshop/pages/slide-types';
import { slidesHtml, titleOf } from '../../../src/workshop/slides';

const figure: Output = {
  output_type: 'display_data',
  data: { 'application/vnd.plotly.v1+json': { data: [], layout: { title: { text: 'A <b>figure</b>' } } } },
};
const table: Output = { output_type: 'display_data', data: { 'text/html': '<table><tr><td>1</td></tr></table>' } };
const sentence: Output = { output_type: 'display_data', data: { 'text/markdown': 'Thus.' } };
const log: Output = { output_type: 'stream', name: 'stdout', text: 'log' };

function prose(source: string, type?: SlideType): Cell {
  return { cell_type: 'markdown', metadata: type ? { slideshow: { slide_type: type } } : {}, source };
}

function code(source: string, outputs: Output[] = [], type?: SlideType): Cell {
  const metadata = type ? { slideshow: { slide_type: type } } : {};
  return { cell_type: 'code', metadata, source, outputs, execution_count: 1 };
}

function notebook(...cells: Cell[]): Notebook {
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

/** The deck as kinds of pieces: a row for each section, a text for each slide. */
function outline(...cells: Cell[]): string[][] {
  return deckOf(notebook(...cells)).map((section) =>
    section.map(({ pieces }) => pieces.map(({ kind }) => kind).join('+')),
  );
}

describe('slide types', () => {
  const typesOf = (...cells: Cell[]): (SlideType | undefined)[] =>
    withSlideTypes(notebook(...cells)).cells.map(slideType);

  it('begin a slide at a heading, and put figures beside short prose', () => {
    assert.deepEqual(
      typesOf(prose('# Title'), code('import x'), prose('## One\n\nShort.'), code('show()', [figure]), prose('More.')),
      ['slide', '-', 'slide', '-', 'subslide'],
    );
  });

  it('give a figure a slide of its own after long prose or another figure', () => {
    assert.deepEqual(
      typesOf(
        prose(`## One\n\n${'word '.repeat(120)}`),
        code('a', [figure]),
        code('b', [figure]),
        code('c', [sentence]),
      ),
      ['slide', 'subslide', 'subslide', '-'],
    );
  });

  it('count only what follows the last heading within a cell', () => {
    const cell = prose(`${'word '.repeat(120)}\n\n## Two\n\nShort.`);
    assert.deepEqual(typesOf(prose('## One'), cell, code('a', [figure])), ['slide', 'subslide', '-']);
  });

  it('stay where a cell has one, other metadata with it', () => {
    const cell: Cell = { ...prose('## One'), metadata: { tags: ['x'], slideshow: { slide_type: 'skip' } } };
    assert.deepEqual(withSlideTypes(notebook(cell)).cells, [cell]);
    const tagged: Cell = { ...prose('## One'), metadata: { tags: ['x'] } };
    assert.deepEqual(withSlideTypes(notebook(tagged)).cells[0].metadata, {
      tags: ['x'],
      slideshow: { slide_type: 'slide' },
    });
  });
});

describe('a deck', () => {
  it('goes right with slides and down with sub-slides, and ends at a heading within a cell', () => {
    assert.deepEqual(
      outline(
        prose('# A', 'slide'),
        code('a', [figure, sentence], '-'),
        prose('said\n\n## B\n\nsaid', 'subslide'),
        code('b', [figure], 'subslide'),
      ),
      [
        ['text+figure+text', 'text'],
        ['text', 'figure'],
      ],
    );
  });

  it('begins a sub-slide at a heading of the third rank, and none within code', () => {
    assert.deepEqual(outline(prose('## A\n\nsaid\n\n### B\n\n```\n# a remark\n```\n', 'slide')), [['text', 'text']]);
  });

  it('numbers slides as rehearse counts them', () => {
    const deck = deckOf(
      notebook(
        prose('# A', 'slide'),
        code('a', [figure, table], '-'),
        prose('said\n\n## B', 'subslide'),
        prose('C', 'slide'),
      ),
    );
    assert.deepEqual(deck.map((section) => section.map(({ number }) => number)), [[1, 1, 2], [2], [3]]); // prettier-ignore
  });

  it('holds two figures or one table, and no log', () => {
    const shown = [figure, figure, figure, sentence, table, log];
    assert.deepEqual(outline(prose('# A', 'slide'), code('a', shown, '-')), [
      ['text+figure+figure', 'figure+text', 'picture'],
    ]);
  });

  it('leaves out skipped cells and slides on which nothing stands; code that shows nothing goes along', () => {
    const deck = deckOf(
      notebook(
        code('x', [], 'slide'),
        prose('# A', 'slide'),
        code('y', [], '-'),
        prose('hidden', 'skip'),
        prose('*say this*', 'notes'),
        prose('later', 'fragment'),
      ),
    );
    assert.equal(deck.length, 1);
    assert.deepEqual(deck[0].map(({ code, notes, cells }) => ({ code, notes, cells })), [
      { code: ['y'], notes: ['*say this*'], cells: [1, 2, 5] },
    ]); // prettier-ignore
    assert.equal(deck[0][0].pieces[1].fragment, true);
  });
});

describe('a page of slides', () => {
  const pages = notebook(prose('# 01 · *Two*\n\n[there](../src)', 'slide'), code('const a = 1;', [figure], '-'));

  it('hides the code, keeps it in the notes, names its figures and loses links that lead nowhere', () => {
    const html = slidesHtml(pages, titleOf(pages, 'x'), { assets: (...names) => `<!-- ${names.join(' ')} -->` });
    for (const part of [
      '<title>01 · Two</title>',
      '<!-- plotly.js reveal.js notes.js zoom.js slides.js -->',
      '<div class="source" tabindex="-1" hidden>',
      '<aside class="notes"><pre style="white-space:pre-wrap;font-size:0.6em">const a = 1;</pre></aside>',
      'aria-label="A figure"',
      '<p>there</p>',
    ])
      assert.ok(html.includes(part), part);
  });

  it('tells in the notes how long the cells took, where that was measured', () => {
    const assets = (): string => '';
    assert.ok(slidesHtml(pages, 'x', { assets }).includes('rehearsed') === false);
    const html = slidesHtml(pages, 'x', { assets, times: { cells: [90], preset: 'quick' } });
    assert.ok(html.includes('<p>Its cells ran in 1.5 minutes when last rehearsed (preset quick).</p>'));
    assert.ok(html.includes('<p>The cells of this section: 1.5 minutes.</p>'));
  });
});
