import { arcFaceTemplate, inverseTransform, similarityTransform, transformPoint, type Point } from './align';
import { boxInPicture, findCandidates, type Box } from './candidates';
import { landmarkSize, runLandmarks } from './face-api';
import type { Picture } from './image';
import { isPlausible, qualityOf, type FaceQuality } from './quality';
import { squareToSource, warp, within, type Affine } from './warp';

/** A face found in a picture. All positions are in the picture's pixels and may lie outside it when the face is cut off. */
export interface DetectedFace {
  box: Box;
  /** How sure the detector is, in [0, 1]. */
  score: number;
  /** The 68 landmarks of the iBUG scheme: jaw 0–16, brows 17–26, nose 27–35, eyes 36–47, mouth 48–67. */
  landmarks68: Point[];
  /** Left eye, right eye, tip of the nose, left and right corner of the mouth, left and right as the person upright is seen. */
  landmarks: Point[];
  /** By how many degrees the face is turned clockwise in the picture, from −180 to 180. */
  turn: number;
  quality: FaceQuality;
}

/** Landmarks are found again in the picture turned upright by those found so far: a tilted or badly boxed face gains most. */
const refinements = 2;

/** How the picture is turned, counter-clockwise and in degrees, when the face does not show as it is. */
const furtherTurns = [90, -90, 180];

/** A face turned further than this, in degrees, is looked for in the turned picture as well. */
export const largestTurn = 50;

/** A picture narrower or lower than this has no room for a face, in pixels. */
export const smallestSide = 16;

/**
 * Finds the faces of a picture, the largest first; an empty list when there is none.
 *
 * The detector's candidates, then 68 landmarks per face, reduced to 5. Correct landmarks stay where they are when they are found
 * again: `quality.unsteadiness` is how far they move on average, in pixels of the aligned 112, in the last refinement or in the
 * mirror image, whichever is more. Where the largest face's landmarks are not plausible, or show it turned by more than 50°, the
 * picture is searched turned by 90°, 180° and 270° too, and the steadiest plausible face decides. So a usual upright picture is
 * searched once, one that shows no face four times.
 *
 * Faces smaller than about a fifteenth of the longer side may be missed, and so may faces that lie askew, by 30° to 60°.
 */
export async function detectFaces(picture: Picture): Promise<DetectedFace[]> {
  if (Math.min(picture.width, picture.height) < smallestSide) return [];
  const asIs = await facesTurned(picture, 0);
  if (asIs.length > 0 && isPlausible(asIs[0].quality) && Math.abs(asIs[0].turn) <= largestTurn) return asIs;
  let best = asIs;
  for (const turn of furtherTurns) {
    const faces = await facesTurned(picture, (turn * Math.PI) / 180);
    if (faces.length === 0 || !isPlausible(faces[0].quality)) continue;
    const isBetter =
      best.length === 0 ||
      !isPlausible(best[0].quality) ||
      faces[0].quality.unsteadiness < best[0].quality.unsteadiness;
    if (isBetter) best = faces;
  }
  return best;
}

/** The faces seen when the picture is turned counter-clockwise by so many radians, the largest first. */
async function facesTurned(picture: Picture, turn: number): Promise<DetectedFace[]> {
  const candidates = await findCandidates(picture, turn);
  if (candidates.length === 0) return [];
  const { shapes, unsteadiness } = await settledShapes(
    picture,
    candidates.map(({ box, view }) => viewOfBox(box, view)),
  );
  return candidates
    .map(({ box, view, score }, index) => {
      const landmarks = fivePoints(shapes[index]);
      return {
        box: boxInPicture(box, view),
        score,
        landmarks68: shapes[index],
        landmarks,
        turn: turnOf(landmarks),
        quality: qualityOf(picture, landmarks, unsteadiness[index]),
      };
    })
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

/** The angle of the similarity from the template to the face, in degrees. */
function turnOf(landmarks: readonly Point[]): number {
  const [[a], [b]] = similarityTransform(arcFaceTemplate, landmarks);
  return (Math.atan2(b, a) * 180) / Math.PI;
}

/** Landmarks of the face in each view after the refinements, and how far they moved when they were found again. */
async function settledShapes(
  picture: Picture,
  views: Affine[],
): Promise<{ shapes: Point[][]; unsteadiness: number[] }> {
  const first = await shapesIn(picture, views);
  let before = first;
  for (let round = 1; round < refinements; round++) before = await shapesIn(picture, before.map(viewOfShape));
  const last = before.map(viewOfShape);
  const found = await shapesIn(picture, [...last, ...last.map(mirrored)]);
  const shapes = found.slice(0, views.length);
  const unsteadiness = shapes.map((shape, index) => {
    const inMirror = mirrorOrder.map((i) => found[views.length + index][i]);
    return Math.max(meanDistance(shape, before[index]), meanDistance(shape, inMirror)) * alignedScale(shape);
  });
  return { shapes, unsteadiness };
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

/** The view with left and right exchanged. */
function mirrored(view: Affine): Affine {
  return within(view, [
    [-1, 0, landmarkSize - 1],
    [0, 1, 0],
  ]);
}

/** Which landmark each of the 68 is in a mirror image. */
const mirrorOrder = [
  16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 27, 28, 29, 30, 35,
  34, 33, 32, 31, 45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40, 54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55, 64,
  63, 62, 61, 60, 67, 66, 65,
];

function meanDistance(a: readonly Point[], b: readonly Point[]): number {
  return a.reduce((sum, [x, y], i) => sum + Math.hypot(x - b[i][0], y - b[i][1]), 0) / a.length;
}

/** Pixels of the aligned 112 per pixel of the picture. */
function alignedScale(landmarks68: readonly Point[]): number {
  const [[a], [b]] = similarityTransform(fivePoints(landmarks68), arcFaceTemplate);
  return Math.hypot(a, b);
}

/** The landmarks' net was made for squares that the face fills: the square around the box, turned as its view is. */
function viewOfBox({ x, y, width, height }: Box, view: Affine): Affine {
  const side = Math.max(width, height);
  return within(view, squareToSource({ x: x + (width - side) / 2, y: y + (height - side) / 2, side }, landmarkSize));
}

/** Such a square around landmarks that are roughly right: the part of the aligned face from the brows to the chin, upright. */
function viewOfShape(landmarks68: Point[]): Affine {
  const aligned = inverseTransform(similarityTransform(fivePoints(landmarks68), arcFaceTemplate));
  return within(aligned, squareToSource({ x: 6, y: 16, side: 100 }, landmarkSize));
}
