import { textOf, type Cell, type Notebook } from '../notebook-file';
import { outputPieces } from './cells';

/** What RISE and nbconvert read in a cell's metadata; `-` goes on with the slide that the cell before is on. */
export type SlideType = 'slide' | 'subslide' | 'fragment' | 'skip' | 'notes' | '-';

/** The slide type that a cell carries, or undefined. */
export function slideType({ metadata }: Cell): SlideType | undefined {
  return (metadata.slideshow as { slide_type?: SlideType } | undefined)?.slide_type;
}

/** Letters of prose that still leave room for a figure beside them, and those that leave room for one more sentence. */
const [besideFigure, besideSentence] = [520, 900];

/**
 * The notebook with a slide type in every cell that has none; those that are there stay. A heading of the first or second rank
 * begins a slide, one of the third and further prose a sub-slide. What a cell shows comes onto the slide of the prose
 * before it where that is short, else onto a sub-slide of its own. A cell that shows nothing goes with the slide before.
 */
export function withSlideTypes(notebook: Notebook): Notebook {
  let [letters, hasFigure] = [0, false];
  const cells = notebook.cells.map((cell): Cell => {
    const source = textOf(cell.source);
    const pieces = cell.cell_type === 'code' ? outputPieces(cell, () => 'figure') : [];
    const shown = pieces.some(({ kind }) => kind === 'figure' || kind === 'picture');
    const said =
      cell.cell_type === 'markdown' ? lastIdea(source).length : lettersOf(pieces.map(({ html }) => html).join(''));
    const type = slideType(cell) ?? typeOf();
    if (type !== 'skip' && type !== 'notes') {
      if (type === 'slide' || type === 'subslide') [letters, hasFigure] = [0, false];
      if (shown === false) letters += said;
      hasFigure ||= shown;
    }
    if (slideType(cell) === type) return cell;
    return { ...cell, metadata: { ...cell.metadata, slideshow: { slide_type: type } } };

    function typeOf(): SlideType {
      if (cell.cell_type === 'markdown') return /^##?\s/.test(source) ? 'slide' : 'subslide';
      if (cell.cell_type !== 'code') return 'skip';
      if (shown) return hasFigure === false && letters <= besideFigure ? '-' : 'subslide';
      return letters + said <= besideSentence || said === 0 ? '-' : 'subslide';
    }
  });
  return { ...notebook, cells };
}

/** Prose cut before each heading of the first three ranks: each part is an idea of its own. Code between fences stays whole. */
export function ideasOf(prose: string): string[] {
  const ideas: string[][] = [[]];
  let isCode = false;
  for (const line of prose.split('\n')) {
    if (/^(```|~~~)/.test(line)) isCode = !isCode;
    if (isCode === false && /^#{1,3} /.test(line)) ideas.push([]);
    ideas.at(-1)!.push(line);
  }
  return ideas.map((lines) => lines.join('\n')).filter((idea) => idea.trim() !== '');
}

function lastIdea(prose: string): string {
  return ideasOf(prose).at(-1) ?? '';
}

function lettersOf(html: string): number {
  return html.replace(/<annotation[\s\S]*?<\/annotation>/g, '').replace(/<[^>]*>/g, '').length; // prettier-ignore
}
