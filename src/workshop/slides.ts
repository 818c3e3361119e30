import { escaped } from '../notebook/show';
import type { Preset } from '../training/recipes';
import { textOf, type Notebook } from './notebook-file';
import { inlined, type Assets } from './pages/assets';
import { codeHtml, type Piece } from './pages/cells';
import { deckOf, type Slide } from './pages/deck';
import { renderMarkdown, withLinks } from './pages/markdown';

/** How long each code cell took in a rehearsal, in order. */
export interface CellTimes {
  cells: number[];
  preset: Preset;
}

export interface SlidesOptions {
  /** Of the notebook's last rehearsal; left out, the notes tell no times. */
  times?: CellTimes;
  /** Default: everything within the one page. */
  assets?: Assets;
  /** Where links into the project lead; by default nowhere, for the page may lie anywhere. */
  link?: (link: string) => string | undefined;
}

/**
 * Slides from an executed notebook, as a page for reveal.js that needs no server and nothing from outside. Its figures are live; C
 * shows the code behind a slide, S the speaker's view with the notes, Alt-click enlarges, ? lists all keys. What
 * stands on which slide is said by the slide types of the cells.
 */
export function slidesHtml(
  notebook: Notebook,
  title: string,
  { times, assets = inlined, link = () => undefined }: SlidesOptions = {},
): string {
  const deck = deckOf(notebook);
  const seconds = secondsOfCell(notebook, times);
  const sections = deck.map((section, index) => sectionHtml(section, index, seconds)).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escaped(title)}</title>
${assets('reveal.css', 'slides.css', 'code.css')}
</head>
<body>
<div class="reveal"><div class="slides">
${withLinks(sections, link)}
</div></div>
${assets('plotly.js', 'reveal.js', 'notes.js', 'zoom.js', 'slides.js')}
</body>
</html>
`;
}

function sectionHtml(section: Slide[], index: number, times?: SecondsOfCell): string {
  const slides = section.map((slide, down) => {
    const first = down === 0 ? timesOf(section, index, times) : [];
    return slideHtml(slide, first);
  });
  return `<section>${slides.join('\n')}</section>`;
}

function slideHtml({ number, pieces, code, notes }: Slide, times: string[]): string {
  const firstPicture = pieces.findIndex(({ kind }) => kind !== 'text');
  const isBefore = (index: number): boolean => firstPicture < 0 || index < firstPicture;
  const texts = (which: boolean): string =>
    pieces
      .filter(({ kind }, index) => kind === 'text' && isBefore(index) === which)
      .map((piece) => `<div class="${classOf('text', piece)}">${piece.html}</div>`)
      .join('\n');
  const pictures = pieces
    .filter(({ kind }) => kind !== 'text')
    .map((piece) => `<div class="${classOf('picture', piece)}"><div class="natural">${piece.html}</div></div>`);
  const source =
    code.length === 0 ? '' : `<div class="source" tabindex="-1" hidden>${code.map(codeHtml).join('\n')}</div>`;
  const spoken = [
    ...times.map((text) => `<p>${text}</p>`),
    ...notes.map(renderMarkdown),
    ...code.map((text) => `<pre style="white-space:pre-wrap;font-size:0.6em">${escaped(text)}</pre>`),
  ];
  return `<section data-number="${number}"><div class="content"><div class="before">${texts(true)}</div>
${pictures.length === 0 ? '' : `<div class="pictures">${pictures.join('\n')}</div>`}
<div class="after">${texts(false)}</div></div>${source}
<aside class="notes">${spoken.join('\n')}</aside></section>`;
}

function classOf(name: string, { fragment }: Piece & { fragment?: true }): string {
  return fragment ? `${name} fragment` : name;
}

/** How long the code of a section took, and at the beginning that of the whole. */
function timesOf(section: Slide[], index: number, times: SecondsOfCell | undefined): string[] {
  if (times === undefined) return [];
  const { seconds, preset } = times;
  const total = (cells: number[]): string => minutes(cells.reduce((sum, cell) => sum + (seconds.get(cell) ?? 0), 0));
  const whole = `Its cells ran in ${total([...seconds.keys()])} when last rehearsed (preset ${preset}).`;
  const part = `The cells of this section: ${total([...new Set(section.flatMap(({ cells }) => cells))])}.`;
  return index === 0 ? [whole, part] : [part];
}

/** Seconds by the cell's position in the notebook. */
interface SecondsOfCell {
  seconds: Map<number, number>;
  preset: Preset;
}

function secondsOfCell({ cells }: Notebook, times: CellTimes | undefined): SecondsOfCell | undefined {
  if (times === undefined) return undefined;
  const positions = cells.flatMap((cell, position) => (cell.cell_type === 'code' ? [position] : []));
  return {
    seconds: new Map(positions.map((position, index) => [position, times.cells[index] ?? 0])),
    preset: times.preset,
  };
}

function minutes(seconds: number): string {
  return seconds < 60 ? `${Math.round(seconds)} s` : `${(seconds / 60).toFixed(1)} minutes`;
}

/** A notebook's title: its first heading, else its name. */
export function titleOf(notebook: Notebook, name: string): string {
  for (const { cell_type, source } of notebook.cells) {
    const heading = cell_type === 'markdown' ? /^#\s+(.+)$/m.exec(textOf(source)) : null;
    if (heading !== null) return heading[1].replace(/[*_`$]/g, '').trim();
  }
  return name;
}
