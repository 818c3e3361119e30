import { textOf, type Cell, type Notebook } from '../notebook-file';
import { outputPieces, type Piece } from './cells';
import { renderMarkdown } from './markdown';
import { ideasOf, slideType, withSlideTypes } from './slide-types';

/** One screen: what stands on it, and what the presenter alone sees. */
export interface Slide {
  /** As `rehearse --until` counts: slides that go on from one cell share a number. */
  number: number;
  pieces: (Piece & { fragment?: true })[];
  /** Sources of the cells behind it, in order. */
  code: string[];
  /** Positions of these cells in the notebook. */
  cells: number[];
  /** Text of cells of the type `notes`. */
  notes: string[];
}

/** A notebook's slides: a section goes to the right, its slides go down. */
export type Deck = Slide[][];

/**
 * Slides from a notebook, by the slide types of its cells (see {@link withSlideTypes} for cells without one). A heading
 * within a cell begins a slide too, one of the third rank a sub-slide. Where a cell shows more than one screen holds, two
 * figures or a table beside something else, the rest goes onto the next slide. Printed text is left out: on a slide nobody
 * reads a log.
 */
export function deckOf(notebook: Notebook): Deck {
  const deck: Deck = [];
  let [figures, number] = [0, 0];
  const nextFigure = (): string => `figure-${++figures}`;
  const current = (): Slide => deck.at(-1)!.at(-1)!;
  const down = (): void => void deck.at(-1)!.push({ number, pieces: [], code: [], cells: [], notes: [] });
  const right = (): void => {
    deck.push([]);
    down();
  };

  for (const [index, cell] of withSlideTypes(notebook).cells.entries()) {
    const type = slideType(cell)!;
    if (type === 'skip') continue;
    if (type === 'slide' || type === 'subslide') number++;
    if (type === 'slide' || deck.length === 0) right();
    else if (type === 'subslide') down();
    if (type === 'notes') {
      current().notes.push(textOf(cell.source));
      continue;
    }
    current().cells.push(index);
    if (cell.cell_type === 'code' && textOf(cell.source).trim() !== '') current().code.push(textOf(cell.source));
    for (const [part, piece] of piecesOf(cell, nextFigure).entries()) {
      const isHeading = part > 0 && cell.cell_type === 'markdown';
      if (isHeading && /^<h3/.test(piece.html) === false) right();
      else if (isHeading || holds(current(), piece) === false) down();
      current().pieces.push(type === 'fragment' ? { ...piece, fragment: true } : piece);
    }
  }
  return deck
    .map((section) => section.filter(({ pieces }) => pieces.length > 0))
    .filter((section) => section.length > 0);
}

function piecesOf(cell: Cell, nextFigure: () => string): Piece[] {
  if (cell.cell_type === 'markdown') {
    return ideasOf(textOf(cell.source)).map((idea) => ({ kind: 'text', html: renderMarkdown(idea) }));
  }
  return outputPieces(cell, nextFigure).filter(({ kind }) => kind !== 'printed');
}

/** Whether a slide has room for one more piece. */
function holds({ pieces }: Slide, piece: Piece): boolean {
  const isTable = ({ html }: Piece): boolean => html.includes('<table');
  const shown = pieces.filter(({ kind }) => kind !== 'text');
  if (piece.kind === 'text' || shown.length === 0) return true;
  if (isTable(piece) || shown.some(isTable)) return false;
  return piece.kind === 'picture' || shown.filter(({ kind }) => kind === 'figure').length < 2;
}
