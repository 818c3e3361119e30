import { expect } from '../../base/errors';
import type { Picture } from '../../data/image';
import { contactSheet, sheetLayout } from '../parts/contact-sheet';
import type { Figure, Layout } from '../parts/figure';
import { colours, note, page } from '../parts/theme';

/** A picture with a few words below it; the frame says whether what the words say is right. */
export interface FramedPicture {
  picture: Picture;
  caption: string;
  frame: 'right' | 'wrong' | 'neither';
}

/** Rows of pictures with captions: blue frames where a label is right, vermillion ones where it is wrong, thin grey ones where neither is said. */
export function framedGallery(
  rows: { name: string; pictures: FramedPicture[] }[],
  {
    title,
    note: text,
    columns = [],
    side = 72,
  }: { title: string; note?: string; /** What stands above each column. */ columns?: string[]; side?: number },
): Figure {
  const widest = Math.max(0, ...rows.map(({ pictures }) => pictures.length));
  expect(widest > 0, 'There is no picture to show: give at least one row with one picture.');
  const [gap, caption] = [10, 20];
  const label = rows.some(({ name }) => name !== '') ? 104 : 4;
  const top = columns.length > 0 ? 22 : 4;
  const width = label + widest * (side + gap);
  const height = top + rows.length * (side + caption + gap);
  const tiles = rows.flatMap(({ pictures }, row) =>
    pictures.map((tile, column) => ({
      ...tile,
      left: label + column * (side + gap),
      top: top + row * (side + caption + gap),
      side,
    })),
  );
  const frames = {
    right: { width: 3, color: colours.same },
    wrong: { width: 3, color: colours.different },
    neither: { width: 1, color: colours.faint },
  };
  return {
    data: [
      {
        type: 'scatter',
        mode: 'markers',
        x: tiles.map(({ left }) => left + side / 2),
        y: tiles.map((tile) => tile.top + side / 2),
        text: tiles.map((tile) => tile.caption),
        hovertemplate: '%{text}<extra></extra>',
        marker: { size: side * 0.8, symbol: 'square', color: 'rgba(255, 255, 255, 0.01)' },
        showlegend: false,
      },
    ],
    layout: page(
      { title, note: text, width: width + 24, height: height + 88 },
      {
        ...sheetLayout(contactSheet(width, height, tiles), width, height),
        margin: { l: 12, r: 12, t: 76, b: 12 },
        shapes: tiles.map((tile): Layout => ({
          type: 'rect',
          x0: tile.left,
          x1: tile.left + side,
          y0: tile.top,
          y1: tile.top + side,
          line: frames[tile.frame],
        })),
        annotations: [
          ...rows.map(({ name }, row) =>
            note(name || ' ', {
              x: 0,
              y: top + row * (side + caption + gap) + side / 2,
              xanchor: 'left',
              align: 'left',
            }),
          ),
          ...columns.map((name, column) =>
            note(`<b>${name}</b>`, { x: label + column * (side + gap) + side / 2, y: top - 4, yanchor: 'bottom' }),
          ),
          ...tiles.map((tile) =>
            note(tile.caption, {
              x: tile.left + side / 2,
              y: tile.top + side + 1,
              yanchor: 'top',
              font: { size: 10.5 },
            }),
          ),
        ],
      },
    ),
  };
}
