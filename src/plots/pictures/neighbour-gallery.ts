import { expect } from '../../base/errors';
import type { Picture } from '../../data/image';
import { contactSheet, sheetLayout } from '../parts/contact-sheet';
import type { Figure, Layout } from '../parts/figure';
import { colours, note, page } from '../parts/theme';

/** A probe and what the gallery answers, nearest first. */
export interface NeighbourRow {
  probe: Picture;
  name: string;
  neighbours: { picture: Picture; name: string; distance: number }[];
}

/**
 * Probes on the left, their nearest pictures in the gallery beside them with name and distance; a blue frame where it
 * is the same person, a vermillion one where it is not.
 */
export function neighbourGallery(
  rows: NeighbourRow[],
  { title = 'The nearest pictures', note: text, tile = 96 }: { title?: string; note?: string; tile?: number } = {},
): Figure {
  expect(rows.length > 0, 'The gallery has no probe: give at least one row.');
  const gap = 8;
  const caption = 20;
  // The probes stand a little apart from the neighbours found.
  const leftOf = (column: number): number => gap + column * (tile + gap) + (column === 0 ? 0 : 2 * gap);
  const topOf = (row: number): number => gap + row * (tile + caption + gap);
  const columns = 1 + Math.max(...rows.map((row) => row.neighbours.length));
  const width = leftOf(columns - 1) + tile + gap;
  const height = topOf(rows.length);
  const cells = rows.flatMap((row, y) => [
    {
      left: leftOf(0),
      top: topOf(y),
      picture: row.probe,
      caption: row.name,
      hover: `probe: ${row.name}`,
      colour: colours.text,
    },
    ...row.neighbours.map(({ picture, name, distance }, k) => ({
      left: leftOf(k + 1),
      top: topOf(y),
      picture,
      caption: `${name} ${distance.toFixed(2)}`,
      hover: `${name}, distance ${distance.toFixed(3)}`,
      colour: name === row.name ? colours.same : colours.different,
    })),
  ]);
  const found = rows.flatMap((row) => row.neighbours.map((neighbour) => neighbour.name === row.name));
  const uri = contactSheet(
    width,
    height,
    cells.map((cell) => ({ ...cell, side: tile })),
  );
  return {
    data: [
      {
        type: 'scatter',
        mode: 'markers',
        x: cells.map((cell) => cell.left + tile / 2),
        y: cells.map((cell) => cell.top + tile / 2),
        text: cells.map((cell) => cell.hover),
        hovertemplate: '%{text}<extra></extra>',
        marker: { size: tile * 0.8, symbol: 'square', color: 'rgba(255, 255, 255, 0.01)' },
        showlegend: false,
      },
    ],
    layout: page(
      {
        title,
        note:
          text ??
          `Probe on the left; ${found.filter(Boolean).length} of ${found.length} neighbours are the same person (blue frame)`,
        width: width + 28,
        height: height + 84,
      },
      {
        ...sheetLayout(uri, width, height),
        shapes: cells.map((cell): Layout => ({
          type: 'rect',
          x0: cell.left,
          x1: cell.left + tile,
          y0: cell.top,
          y1: cell.top + tile,
          line: { width: cell.colour === colours.text ? 1 : 3, color: cell.colour },
        })),
        annotations: cells.map((cell) =>
          note(cell.caption, {
            x: cell.left + tile / 2,
            y: cell.top + tile + 1,
            yanchor: 'top',
            font: { size: 11, color: cell.colour },
          }),
        ),
        margin: { l: 14, r: 14, t: 74, b: 10 },
      },
    ),
  };
}
