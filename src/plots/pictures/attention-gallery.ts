import { expect } from '../../base/errors';
import type { Picture } from '../../data/image';
import { contactSheet, sheetLayout } from '../parts/contact-sheet';
import type { Figure, Trace } from '../parts/figure';
import { colours, note, page } from '../parts/theme';

/** A picture, or what attends to it: a map [side · side] over the whole picture, drawn over its grey values. */
export interface AttendedPicture {
  picture: Picture;
  map?: ArrayLike<number>;
  caption?: string;
}

/** Dark to bright, the colours of `amountScale` that a picture is blended with. */
const stops = [
  [0, 34, 78],
  [67, 78, 108],
  [125, 124, 120],
  [188, 174, 108],
  [254, 232, 56],
];

/**
 * Rows of pictures and maps, with words above each column and numbers below each tile. Each map is drawn from its own least value
 * (dark) to its largest (bright), so that forms are compared and not strengths. Rings: landmarks.
 *
 * @param rows landmarks: [x, y] in pixels of the row's pictures, with [0, 0] the middle of the first pixel
 */
export function attentionGallery(
  rows: { name?: string; tiles: AttendedPicture[]; landmarks: ArrayLike<number>[] }[],
  {
    title,
    note: text,
    columns,
    side = 96,
  }: { title: string; note?: string; /** What stands above each column. */ columns: string[]; side?: number },
): Figure {
  expect(
    rows.length > 0 && rows.every(({ tiles }) => tiles.length === columns.length) && columns.length > 0,
    `Every row needs ${columns.length} pictures, one for each column, and there must be a row and a column.`,
  );
  const [gap, caption, top] = [12, 20, 24];
  const label = rows.some(({ name }) => name !== undefined) ? 90 : 4;
  const width = label + columns.length * (side + gap);
  const height = top + rows.length * (side + caption + gap);
  const shown = Math.max(width, 536); // room for the title
  const at = (row: number, column: number): { left: number; top: number } => ({
    left: label + column * (side + gap),
    top: top + row * (side + caption + gap),
  });
  const tiles = rows.flatMap(({ tiles: ofRow }, row) => ofRow.map((tile, column) => ({ ...tile, ...at(row, column) })));
  const placed = tiles.map(({ picture, map, ...place }) => ({
    picture: map === undefined ? picture : blended(picture, map),
    left: place.left,
    top: place.top,
    side,
  }));
  const rings = rows.flatMap(({ landmarks, tiles: ofRow }, row) =>
    ofRow.flatMap(({ picture }, column) => {
      const { left, top: above } = at(row, column);
      const scale = side / picture.width;
      return landmarks.map(({ 0: x, 1: y }) => [left + (x + 0.5) * scale, above + (y + 0.5) * scale]);
    }),
  );
  const data: Trace[] = [
    {
      type: 'scatter',
      mode: 'markers',
      x: rings.map(([x]) => Math.round(x)),
      y: rings.map(([, y]) => Math.round(y)),
      marker: { size: 7, symbol: 'circle-open', color: '#ffffff', line: { width: 1.5 } },
      hoverinfo: 'skip',
      showlegend: false,
    },
  ];
  return {
    data,
    layout: page(
      { title, note: text, width: shown + 24, height: height + 88 },
      {
        ...sheetLayout(contactSheet(width, height, placed), width, height),
        xaxis: { visible: false, range: [0, shown], fixedrange: true },
        margin: { l: 12, r: 12, t: 76, b: 12 },
        annotations: [
          ...columns.map((name, column) =>
            note(`<b>${name}</b>`, {
              x: at(0, column).left + side / 2,
              y: top - 4,
              yanchor: 'bottom',
              font: { size: 12 },
            }),
          ),
          ...rows.flatMap(({ name }, row) =>
            name === undefined
              ? []
              : [note(name, { x: 0, y: at(row, 0).top + side / 2, xanchor: 'left', align: 'left' })],
          ),
          ...tiles.flatMap((tile) =>
            tile.caption === undefined
              ? []
              : [
                  note(tile.caption, {
                    x: tile.left + side / 2,
                    y: tile.top + side + 1,
                    yanchor: 'top',
                    font: { size: 11, color: colours.text },
                  }),
                ],
          ),
        ],
      },
    ),
  };
}

/** The picture in grey under the colours of the map, four pixels for each of its own along a side. */
function blended(picture: Picture, map: ArrayLike<number>): Picture {
  const cells = Math.sqrt(map.length);
  const values = Array.from(map);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const [width, height] = [picture.width, picture.height].map((side) => 4 * side);
  const pixels = new Uint8Array(width * height * 3);
  const value = (x: number, y: number): number => {
    const [column, row] = [x, y].map((cell) => Math.min(cells - 1, Math.max(0, cell)));
    return (values[row * cells + column] - least) / Math.max(most - least, 1e-12);
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const source = (Math.floor(y / 4) * picture.width + Math.floor(x / 4)) * 3;
      const grey = [0.3, 0.59, 0.11].reduce((sum, share, c) => sum + share * picture.pixels[source + c], 0);
      // Between the middles of the places, bilinear.
      const [u, v] = [((x + 0.5) * cells) / width - 0.5, ((y + 0.5) * cells) / height - 0.5];
      const [x0, y0] = [Math.floor(u), Math.floor(v)];
      const [fx, fy] = [u - x0, v - y0];
      const between = (row: number): number => value(x0, row) * (1 - fx) + value(x0 + 1, row) * fx;
      const colour = colourOf(between(y0) * (1 - fy) + between(y0 + 1) * fy);
      colour.forEach((channel, c) => (pixels[(y * width + x) * 3 + c] = Math.round(0.62 * channel + 0.38 * grey)));
    }
  }
  return { width, height, pixels };
}

function colourOf(amount: number): number[] {
  const position = amount * (stops.length - 1);
  const below = Math.min(stops.length - 2, Math.floor(position));
  return stops[below].map((channel, c) => channel + (position - below) * (stops[below + 1][c] - channel));
}
