import { expect } from '../../base/errors';
import type { Picture } from '../../data/image';
import { contactSheet, sheetLayout } from '../parts/contact-sheet';
import type { Figure } from '../parts/figure';
import { page } from '../parts/theme';

/** Pictures of each group, one row per group: those that the decision network is surest of come first. */
export function groupGallery(
  rows: { name: string; pictures: Picture[] }[],
  { title = 'Who is in which group?', note, side = 56 }: { title?: string; note?: string; side?: number } = {},
): Figure {
  const columns = Math.max(0, ...rows.map(({ pictures }) => pictures.length));
  expect(columns > 0, 'There is no picture to show: give at least one group with one picture.');
  const [gap, label] = [4, 130];
  const width = label + columns * (side + gap);
  const height = rows.length * (side + gap);
  const placements = rows.flatMap(({ pictures }, row) =>
    pictures.map((picture, column) => ({
      picture,
      left: label + column * (side + gap),
      top: row * (side + gap),
      side,
    })),
  );
  const sheet = sheetLayout(contactSheet(width, height, placements), width, height);
  return {
    data: [{ type: 'scatter', x: [0], y: [0], mode: 'markers', marker: { opacity: 0 }, hoverinfo: 'skip' }],
    layout: page(
      { title, note, width: width + 24, height: height + 92 },
      {
        ...sheet,
        margin: { l: 12, r: 12, t: 80, b: 12 },
        showlegend: false,
        annotations: rows.map(({ name }, row) => ({
          text: name,
          x: 0,
          y: row * (side + gap) + side / 2,
          xanchor: 'left',
          showarrow: false,
          align: 'left',
          font: { size: 12 },
        })),
      },
    ),
  };
}
