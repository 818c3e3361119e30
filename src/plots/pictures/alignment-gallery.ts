import { expect } from '../../base/errors';
import type { Picture } from '../../data/image';
import { contactSheet, fitted, sheetLayout } from '../parts/contact-sheet';
import type { Figure, Layout, Trace } from '../parts/figure';
import { identityColour, note, page } from '../parts/theme';

type Point = ArrayLike<number>;

/** A picture as it came with the five landmarks found in it, and the aligned face that was cut from it. */
export interface AlignedPair {
  name?: string;
  before: Picture;
  /** Five points [x, y] in pixels of `before`: left eye, right eye, nose, left and right corner of the mouth. */
  landmarks: ArrayLike<Point>;
  /** The detected face in pixels of `before`. */
  box?: { x: number; y: number; width: number; height: number };
  after: Picture;
  /** The template's five points in pixels of `after`. */
  template: ArrayLike<Point>;
}

const landmarkNames = ['left eye', 'right eye', 'nose', 'left corner of the mouth', 'right corner of the mouth'];

/** Pictures above, the aligned faces below, the five landmarks drawn on both: after alignment they share their places. */
export function alignmentGallery(
  pairs: AlignedPair[],
  {
    title = 'Before and after alignment',
    note: text = 'The five landmarks are moved onto the same five places of a 112×112 template by turning, scaling and shifting',
    tile = 128,
  }: { title?: string; note?: string; tile?: number } = {},
): Figure {
  expect(pairs.length > 0, 'The alignment gallery has no picture: give at least one pair.');
  const gap = 8;
  const caption = 20;
  const width = gap + pairs.length * (tile + gap);
  const height = 2 * (tile + gap) + caption + gap;
  const before = pairs.map((pair, column) => ({
    picture: pair.before,
    left: gap + column * (tile + gap),
    top: gap + caption,
    side: tile,
  }));
  const after = pairs.map((pair, column) => ({
    picture: pair.after,
    left: gap + column * (tile + gap),
    top: 2 * gap + caption + tile,
    side: tile,
  }));
  const onSheet = (placement: (typeof before)[0], x: number, y: number): [number, number] => {
    const area = fitted(placement);
    return [area.left + x * area.scale, area.top + y * area.scale];
  };
  const data = landmarkNames.map((landmark, index): Trace => {
    const marks = pairs.flatMap((pair, column) => [
      onSheet(before[column], pair.landmarks[index][0], pair.landmarks[index][1]),
      onSheet(after[column], pair.template[index][0], pair.template[index][1]),
    ]);
    return {
      type: 'scatter',
      mode: 'markers',
      name: landmark,
      x: marks.map(([x]) => Math.round(x * 10) / 10),
      y: marks.map(([, y]) => Math.round(y * 10) / 10),
      marker: { size: 8, color: identityColour(index), symbol: 'circle', line: { width: 1.5, color: '#ffffff' } },
      hovertemplate: `${landmark}<extra></extra>`,
    };
  });
  const boxes = pairs.flatMap((pair, column): Layout[] => {
    if (pair.box === undefined) return [];
    const [x0, y0] = onSheet(before[column], pair.box.x, pair.box.y);
    const [x1, y1] = onSheet(before[column], pair.box.x + pair.box.width, pair.box.y + pair.box.height);
    return [{ type: 'rect', x0, y0, x1, y1, line: { color: '#e69f00', width: 1.5 } }];
  });
  return {
    data,
    layout: page(
      { title, note: text, width: Math.max(width, 720) + 28, height: height + 112 },
      {
        ...sheetLayout(contactSheet(width, height, [...before, ...after]), width, height),
        xaxis: { visible: false, range: [0, Math.max(width, 720)], fixedrange: true },
        shapes: boxes,
        annotations: pairs.map((pair, column) =>
          note(`<b>${pair.name ?? ''}</b>`, {
            x: before[column].left + tile / 2,
            y: gap,
            yanchor: 'top',
            font: { size: 11 },
          }),
        ),
        showlegend: true,
        legend: { orientation: 'h', x: 0, y: 0, yanchor: 'top', font: { size: 11 } },
        margin: { l: 14, r: 14, t: 74, b: 38 },
      },
    ),
  };
}
