import { arcFaceTemplate, inverseTransform, similarityTransform, transformPoint, type Point } from './align';
import { detectorSize, landmarkSize, runDetector, runLandmarks } from './face-api';
import type { Picture } from './image';
import { squareToSource, warp, within, type Affine, type Square } from './warp';

/** A face found in a picture. All positions are in the picture's pixels and may lie outside it when the face is cut off. */
export interface DetectedFace {
  box: { x: number; y: number; width: number; height: number };
  /** How sure the detector is, in [0, 1]. */
  score: number;
  /** The 68 landmarks of the iBUG scheme: jaw 0–16, brows 17–26, nose 27–35, eyes 36–47, mouth 48–67. */
  landmarks68: Point[];
  /** Left eye, right eye, tip of the nose, left and right corner of the mouth, left and right as seen in the picture. */
  landmarks: Point[];
}

/** A candidate counts as a face from this score on. */
const lowestScore = 0.5;

/**
 * A crop that a face fills to its edges is unlike anything the detector was trained on: it needs surroundings. So a picture
 * without a face is tried again with its edge pixels carried outwards and its contrast stretched, at last turned as well.
 * `border` is the width added on each side as a share of the picture's longer side, `turn` is in radians.
 */
const furtherTries = [
  { border: 1, turn: 0 },
  { border: 0.75, turn: 0 },
  { border: 0.75, turn: -Math.PI / 9 },
  { border: 0.75, turn: Math.PI / 9 },
];

/** Landmarks are found again in the picture turned upright by those found so far: a tilted or badly boxed face gains most. */
const refinements = 2;

/**
 * Finds the faces of a picture, the largest first; an empty list when there is none.
 *
 * SSD MobileNet on the picture scaled to 512×512, then 68 landmarks a face, reduced to 5. When there is none, the parts of a
 * large picture are searched, then the picture with a border, since a face that fills the picture to its edges is missed
 * otherwise. Faces smaller than about a fifteenth of the longer side may be missed, and so are faces that lie on their side.
 */
export async function detectFaces(picture: Picture): Promise<DetectedFace[]> {
  const found = await findFaces(picture);
  if (found.length === 0) return [];
  let shapes = await shapesIn(
    picture,
    found.map(({ box, view }) => viewOfBox(box, view)),
  );
  for (let round = 0; round < refinements; round++) shapes = await shapesIn(picture, shapes.map(viewOfShape));
  return found
    .map(({ box, view, score }, index) => ({
      box: boxInPicture(box, view),
      score,
      landmarks68: shapes[index],
      landmarks: fivePoints(shapes[index]),
    }))
    .sort((a, b) => b.box.width * b.box.height - a.box.width * a.box.height);
}

/** Five of the 68 landmarks: the middle of each eye, the tip of the nose, the corners of the mouth. */
export function fivePoints(landmarks68: readonly Point[]): Point[] {
  const middle = (from: number, to: number): Point => {
    const points = landmarks68.slice(from, to);
    return [
      points.reduce((sum, [x]) => sum + x, 0) / points.length,
      points.reduce((sum, [, y]) => sum + y, 0) / points.length,
    ];
  };
  return [middle(36, 42), middle(42, 48), landmarks68[30], landmarks68[48], landmarks68[54]];
}

/** A candidate in the pixels of the view it was found in, and the matrix from the view to the picture. */
interface Found {
  box: DetectedFace['box'];
  score: number;
  view: Affine;
}

/** The first way of looking that finds anything wins: the whole picture, then parts of a large one, then with a border. */
async function findFaces(picture: Picture): Promise<Found[]> {
  const whole = await look(picture, squareToSource(squareWithBorder(picture, 0), detectorSize));
  if (whole.length > 0) return whole;

  const inParts: Found[] = [];
  for (const part of partsOf(picture)) inParts.push(...(await look(picture, squareToSource(part, detectorSize))));
  if (inParts.length > 0) return keepBest(inParts, ({ box, view }) => boxInPicture(box, view));

  const stretched = stretchContrast(picture);
  for (const { border, turn } of furtherTries) {
    const found = await look(stretched, turned(squareToSource(squareWithBorder(picture, border), detectorSize), turn));
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
export function keepBest<Item extends { score: number }>(
  items: readonly Item[],
  boxOf: (item: Item) => DetectedFace['box'],
): Item[] {
  const kept: Item[] = [];
  for (const candidate of [...items].sort((a, b) => b.score - a.score)) {
    if (kept.every((item) => overlap(boxOf(item), boxOf(candidate)) <= 0.5)) kept.push(candidate);
  }
  return kept;
}

function overlap(a: DetectedFace['box'], b: DetectedFace['box']): number {
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

/** The 68 landmarks, in the picture, of the face in each view. */
async function shapesIn(picture: Picture, views: Affine[]): Promise<Point[][]> {
  const shapes = await runLandmarks(views.map((view) => warp(picture, view, landmarkSize, landmarkSize)));
  return shapes.map((shape, index) =>
    Array.from({ length: 68 }, (_, i) =>
      transformPoint(views[index], [shape[2 * i] * landmarkSize - 0.5, shape[2 * i + 1] * landmarkSize - 0.5]),
    ),
  );
}

/** The landmarks' net was made for squares that the face fills: the square around the box, turned as its view is. */
function viewOfBox({ x, y, width, height }: DetectedFace['box'], view: Affine): Affine {
  const side = Math.max(width, height);
  return within(view, squareToSource({ x: x + (width - side) / 2, y: y + (height - side) / 2, side }, landmarkSize));
}

/** Such a square around landmarks that are roughly right: the part of the aligned face from the brows to the chin, upright. */
function viewOfShape(landmarks68: Point[]): Affine {
  const aligned = inverseTransform(similarityTransform(fivePoints(landmarks68), arcFaceTemplate));
  return within(aligned, squareToSource({ x: 6, y: 16, side: 100 }, landmarkSize));
}

/** The box brought from the view into the picture: its middle moves along, its sides stay upright. */
function boxInPicture({ x, y, width, height }: DetectedFace['box'], view: Affine): DetectedFace['box'] {
  const scale = Math.hypot(view[0][0], view[1][0]);
  const [middleX, middleY] = transformPoint(view, [x - 0.5 + width / 2, y - 0.5 + height / 2]);
  return {
    x: middleX + 0.5 - (width * scale) / 2,
    y: middleY + 0.5 - (height * scale) / 2,
    width: width * scale,
    height: height * scale,
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
