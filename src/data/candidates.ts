import { transformPoint } from './align';
import { detectorSize, runDetector } from './face-api';
import type { Picture } from './image';
import { squareToSource, warp, within, type Affine, type Square } from './warp';

/** An upright box: (x, y) is its upper left corner. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A candidate counts as a face from this score on. */
const lowestScore = 0.5;

/**
 * The detector was not trained on crops that a face fills to their edges: it needs surroundings. So a picture
 * without a face is tried again with its edge pixels carried outwards and its contrast stretched, then tilted as well.
 * `border` is the width added on each side as a share of the picture's longer side, `tilt` is in radians.
 */
const furtherTries = [
  { border: 1, tilt: 0 },
  { border: 0.75, tilt: 0 },
  { border: 0.75, tilt: -Math.PI / 9 },
  { border: 0.75, tilt: Math.PI / 9 },
  // A half profile that is cut off at brow and chin.
  { border: 2, tilt: 0 },
];

/** A candidate in the pixels of the view it was found in, and the matrix from the view to the picture. */
export interface Found {
  box: Box;
  score: number;
  view: Affine;
}

/**
 * Where the detector sees faces, best first, with the picture turned counter-clockwise by `turn` radians before it looks.
 * SSD MobileNet on the picture scaled to 512×512. The first way of looking that finds anything wins: the whole picture, then
 * parts of a large one, then the picture with a border.
 */
export async function findCandidates(picture: Picture, turn = 0): Promise<Found[]> {
  const at = (square: Square, tilt = 0): Affine => turned(squareToSource(square, detectorSize), turn + tilt);
  const whole = await look(picture, at(squareWithBorder(picture, 0)));
  if (whole.length > 0) return whole;

  const inParts: Found[] = [];
  for (const part of partsOf(picture)) inParts.push(...(await look(picture, at(part))));
  if (inParts.length > 0) return keepBest(inParts, ({ box, view }) => boxInPicture(box, view));

  const stretched = stretchContrast(picture);
  for (const { border, tilt } of furtherTries) {
    const found = await look(stretched, at(squareWithBorder(picture, border), tilt));
    if (found.length > 0) return found;
  }
  return [];
}

async function look(picture: Picture, view: Affine): Promise<Found[]> {
  const candidates = await runDetector(warp(picture, view, detectorSize, detectorSize), lowestScore);
  const found = candidates.map(({ left, top, right, bottom, score }) => ({
    view,
    score,
    box: {
      x: left * detectorSize,
      y: top * detectorSize,
      width: (right - left) * detectorSize,
      height: (bottom - top) * detectorSize,
    },
  }));
  return keepBest(found, ({ box }) => box);
}

/** Non-maximum suppression: of boxes that overlap by more than half (intersection over union) only the best stays; best first. */
export function keepBest<Item extends { score: number }>(items: readonly Item[], boxOf: (item: Item) => Box): Item[] {
  const kept: Item[] = [];
  for (const candidate of [...items].sort((a, b) => b.score - a.score)) {
    if (kept.every((item) => overlap(boxOf(item), boxOf(candidate)) <= 0.5)) kept.push(candidate);
  }
  return kept;
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}

/** The smallest square with the picture in its middle, widened on each side by `border` × the longer side. */
function squareWithBorder({ width, height }: Picture, border: number): Square {
  const side = Math.max(width, height) * (1 + 2 * border);
  return { x: (width - side) / 2, y: (height - side) / 2, side };
}

/** Squares of half the longer side that cover a picture and overlap by half or more; none when it is small anyway. */
function partsOf({ width, height }: Picture): Square[] {
  const side = Math.max(width, height) / 2;
  if (side < detectorSize) return [];
  const starts = (length: number): number[] => {
    const room = length - side;
    const steps = Math.max(0, Math.ceil(room / (side / 2)));
    return Array.from({ length: steps + 1 }, (_, i) => (steps === 0 ? room / 2 : (i * room) / steps));
  };
  return starts(height).flatMap((y) => starts(width).map((x) => ({ x, y, side })));
}

/** The view turned about its middle, in radians. */
function turned(view: Affine, turn: number): Affine {
  const [cos, sin, middle] = [Math.cos(turn), Math.sin(turn), (detectorSize - 1) / 2];
  return within(view, [
    [cos, -sin, middle - cos * middle + sin * middle],
    [sin, cos, middle - sin * middle - cos * middle],
  ]);
}

/** The box brought from the view into the picture: its middle moves along, its sides stay upright (a quarter turn swaps them). */
export function boxInPicture({ x, y, width, height }: Box, view: Affine): Box {
  const scale = Math.hypot(view[0][0], view[1][0]);
  const [middleX, middleY] = transformPoint(view, [x - 0.5 + width / 2, y - 0.5 + height / 2]);
  const onItsSide = Math.abs(view[1][0]) > Math.abs(view[0][0]);
  const [acrossSide, downSide] = onItsSide ? [height * scale, width * scale] : [width * scale, height * scale];
  return {
    x: middleX + 0.5 - acrossSide / 2,
    y: middleY + 0.5 - downSide / 2,
    width: acrossSide,
    height: downSide,
  };
}

/** Brightness stretched so that its darkest hundredth is black and its brightest hundredth white; the three channels alike. */
function stretchContrast(picture: Picture): Picture {
  const { pixels } = picture;
  const histogram = new Uint32Array(256);
  for (let i = 0; i < pixels.length; i += 3) {
    histogram[(pixels[i] * 77 + pixels[i + 1] * 150 + pixels[i + 2] * 29) >> 8]++;
  }
  const hundredth = pixels.length / 300;
  let dark = 0;
  for (let seen = histogram[0]; seen < hundredth; seen += histogram[++dark]);
  let bright = 255;
  for (let seen = histogram[255]; seen < hundredth; seen += histogram[--bright]);
  if (bright <= dark) return picture;
  const table = Uint8ClampedArray.from({ length: 256 }, (_, value) => ((value - dark) * 255) / (bright - dark));
  return { ...picture, pixels: pixels.map((value) => table[value]) };
}
