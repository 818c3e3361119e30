import { arcFaceTemplate, momentsOf, type Point } from '../align';
import { type Head, headOf, type View, viewOf } from './head';
import type { Identity } from './identity';
import type { Variation } from './variation';

/** x' = a x − b y + left, y' = b x + a y + above: a turn, a scale and a shift. */
export interface Placement {
  a: number;
  b: number;
  left: number;
  above: number;
}

/** Where the placement puts the points, in the drawn picture's pixels: a canvas counts from the corner of its first pixel. */
export function placedPixels({ a, b, left, above }: Placement, points: Point[]): Point[] {
  return points.map(([x, y]) => [a * x - b * y + left - 0.5, b * x + a * y + above - 0.5]);
}

/** How far the corners of the mouth are from its middle, and how much a smile lifts them. */
export function mouthCorners(head: Head, variation: Variation): { halfWidth: number; y: number } {
  const halfWidth = head.identity.mouthWidth * (1 + 0.16 * variation.smile - 0.1 * variation.mouthOpen);
  return { halfWidth, y: head.mouthY - 0.012 - head.identity.mouthCorners - 0.055 * variation.smile };
}

/** The five landmarks before placement, seen by the camera, in head units. */
export function landmarksSeen(head: Head, variation: Variation, view: View): Point[] {
  const { identity } = head;
  const corners = mouthCorners(head, variation);
  const points: Point[] = [
    [-identity.eyeSpacing, 0],
    [identity.eyeSpacing, 0],
    [0, identity.noseLength],
    [-corners.halfWidth, corners.y],
    [corners.halfWidth, corners.y],
  ];
  const seen = new Float64Array(3);
  return points.map(([x, y]) => {
    view(x, y, head.front(x, y), seen);
    return [seen[0], seen[1]];
  });
}

/**
 * Where a drawn face of size×size pixels has its landmarks, on the canvas: the template's numbers, scaled. Read from the corner of
 * the first pixel they mean half a pixel of the template (1/7 of a pixel at size 32) less to the right and down than `templateOf`
 * means, well within the jitter that pictures get anyway. They stay as they are: every picture that was ever drawn depends on them.
 */
function drawnTemplate(size: number): Point[] {
  return arcFaceTemplate.map(([x, y]) => [(x * size) / 112, (y * size) / 112]);
}

/**
 * The similarity that brings the landmarks closest to the template of a size×size picture (see `similarityTransform`), then
 * misplaced by the variation's jitter: turned and zoomed about the middle of the landmarks, and shifted.
 */
export function alignedPlacement(landmarks: Point[], variation: Variation, size: number): Placement {
  const { dot, cross, spread, fromMean, toMean } = momentsOf(landmarks, drawnTemplate(size));
  const zoom = Math.exp(variation.zoom) / spread;
  const [a0, b0] = [dot * zoom, cross * zoom];
  const [cos, sin] = [Math.cos(variation.turn), Math.sin(variation.turn)];
  const [a, b] = [a0 * cos - b0 * sin, a0 * sin + b0 * cos];
  return {
    a,
    b,
    left: toMean[0] - a * fromMean[0] + b * fromMean[1] + variation.shiftX * size,
    above: toMean[1] - b * fromMean[0] - a * fromMean[1] + variation.shiftY * size,
  };
}

/** The five landmarks (eye, eye, nose, mouth corner, mouth corner; left in the picture first) of an aligned picture, in pixels. */
export function landmarksOf(identity: Identity, variation: Variation, size: number): Point[] {
  const seen = landmarksSeen(headOf(identity, variation), variation, viewOf(variation));
  return placedPixels(alignedPlacement(seen, variation, size), seen);
}
