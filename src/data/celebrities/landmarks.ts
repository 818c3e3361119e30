import { type Head, headOf, type Point, type View, viewOf } from './head';
import type { Identity } from './identity';
import type { Variation } from './variation';

/** Where ArcFace's aligner puts the eyes, the tip of the nose and the corners of the mouth in a 112×112 picture. */
export const template: Point[] = [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]]; // prettier-ignore

/** x' = a x − b y + left, y' = b x + a y + above: a turn, a scale and a shift. */
export interface Placement {
  a: number;
  b: number;
  left: number;
  above: number;
}

/** Applies a placement to a point. */
export function place({ a, b, left, above }: Placement, [x, y]: Point): Point {
  return [a * x - b * y + left, b * x + a * y + above];
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
 * The similarity that brings the landmarks closest to the ArcFace template of a size×size picture (least squares, as
 * complex numbers: a + bi = sum conj(p) q / sum |p|² about the means), then misplaced by the variation's jitter.
 */
export function alignedPlacement(landmarks: Point[], variation: Variation, size: number): Placement {
  const mean = (points: Point[]): Point => [points.reduce((sum, p) => sum + p[0], 0) / points.length, points.reduce((sum, p) => sum + p[1], 0) / points.length]; // prettier-ignore
  const goal = template.map(([x, y]): Point => [(x * size) / 112, (y * size) / 112]);
  const [fromX, fromY] = mean(landmarks);
  const [toX, toY] = mean(goal);
  let [real, imaginary, square] = [0, 0, 0];
  landmarks.forEach(([x, y], i) => {
    const [px, py, qx, qy] = [x - fromX, y - fromY, goal[i][0] - toX, goal[i][1] - toY];
    real += px * qx + py * qy;
    imaginary += px * qy - py * qx;
    square += px * px + py * py;
  });
  const zoom = Math.exp(variation.zoom) / square;
  const [a0, b0] = [real * zoom, imaginary * zoom];
  const [a, b] = [a0 * Math.cos(variation.turn) - b0 * Math.sin(variation.turn), a0 * Math.sin(variation.turn) + b0 * Math.cos(variation.turn)]; // prettier-ignore
  return { a, b, left: toX - a * fromX + b * fromY + variation.shiftX * size, above: toY - b * fromX - a * fromY + variation.shiftY * size }; // prettier-ignore
}

/** The five landmarks (eye, eye, nose, mouth corner, mouth corner; left in the picture first) of an aligned picture, in pixels. */
export function landmarksOf(identity: Identity, variation: Variation, size: number): Point[] {
  const seen = landmarksSeen(headOf(identity, variation), variation, viewOf(variation));
  const placement = alignedPlacement(seen, variation, size);
  return seen.map((point) => place(placement, point));
}
