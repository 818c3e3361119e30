import { encode } from 'jpeg-js';
import { expect } from '../../base/errors';
import type { Picture } from '../../data/image';
import { base64, type Layout } from './figure';

/** Where a picture goes on a sheet: the square tile that it is fitted into, in pixels of the sheet. */
export interface Placement {
  picture: Picture;
  left: number;
  top: number;
  side: number;
}

/**
 * Draws pictures onto one white sheet [height, width] and gives it as a JPEG data URI. One JPEG instead of many keeps
 * a stored figure small: about 2 kB per picture at 96 pixels. Pictures keep their proportions, centred in their tile.
 */
export function contactSheet(width: number, height: number, placements: Placement[], quality = 84): string {
  expect(placements.length > 0, 'A contact sheet needs at least one picture.');
  const data = new Uint8Array(width * height * 4).fill(255);
  for (const placement of placements) drawScaled(placement, data, width, fitted(placement));
  return `data:image/jpeg;base64,${base64(encode({ data, width, height }, quality).data)}`;
}

/** The rectangle that a picture fills within its tile, and pixels of the sheet per pixel of the picture. */
export function fitted({ picture, left, top, side }: Placement): {
  left: number;
  top: number;
  width: number;
  height: number;
  scale: number;
} {
  const scale = side / Math.max(picture.width, picture.height);
  const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  return { left: left + ((side - width) >> 1), top: top + ((side - height) >> 1), width, height, scale };
}

/** Axes and image of a figure that shows a sheet: one unit is one pixel of the sheet, y points down. */
export function sheetLayout(uri: string, width: number, height: number): Layout {
  return {
    xaxis: { visible: false, range: [0, width], fixedrange: true },
    yaxis: { visible: false, range: [height, 0], fixedrange: true },
    images: [
      { source: uri, xref: 'x', yref: 'y', x: 0, y: 0, sizex: width, sizey: height, sizing: 'stretch', layer: 'below' },
    ],
  };
}

/** Mean over the source pixels that fall under each pixel of the tile: smooth when pictures shrink, plain when they grow. */
function drawScaled(
  { picture }: Placement,
  sheet: Uint8Array,
  sheetWidth: number,
  area: ReturnType<typeof fitted>,
): void {
  for (let y = 0; y < area.height; y++) {
    const [y0, y1] = covered(y, area.height, picture.height);
    for (let x = 0; x < area.width; x++) {
      const [x0, x1] = covered(x, area.width, picture.width);
      const target = ((area.top + y) * sheetWidth + area.left + x) * 4;
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let v = y0; v < y1; v++) {
          for (let u = x0; u < x1; u++) sum += picture.pixels[(v * picture.width + u) * 3 + channel];
        }
        sheet[target + channel] = Math.round(sum / ((y1 - y0) * (x1 - x0)));
      }
    }
  }
}

/** The source pixels [from, to) under pixel `position` of `shown`. */
function covered(position: number, shown: number, real: number): [number, number] {
  const from = Math.floor((position * real) / shown);
  return [from, Math.max(from + 1, Math.floor(((position + 1) * real) / shown))];
}
