import { expect } from '../base/errors';
import type { Picture } from './image';
import { warp, type Affine } from './warp';

/**
 * A point in a picture's pixels: x to the right, y down, and (0, 0) is the *middle* of the first pixel, so that the picture reaches
 * from −0.5 to its width − 0.5. Landmarks, the template and {@link warp} all count this way, as OpenCV's `warpAffine` does, with
 * which the published networks' faces were aligned. A canvas, a box and a net's fractions count from the outer corner of the
 * first pixel instead: what comes from there is half a pixel less here.
 */
export type Point = [x: number, y: number];

/**
 * The ArcFace template for a 112×112 picture: left eye, right eye, tip of the nose, left and right corner of the mouth, left and
 * right as seen in the picture (Deng et al. 2019, arXiv:1801.07698). See {@link templateOf} for other sizes.
 */
export const arcFaceTemplate: Point[] = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];

/**
 * The similarity that maps `from` onto `to` with the least summed squared error (Umeyama 1991), never a reflection:
 *
 *     minimise  Σᵢ ‖ s·R(θ)·fromᵢ + t − toᵢ ‖²   over scale s, angle θ, shift t
 *
 * In the plane the answer has a closed form. With both point sets centred on their means, p = from − mean, q = to − mean:
 *
 *     a = s·cos θ = Σ (p·q) / Σ ‖p‖²,   b = s·sin θ = Σ (p × q) / Σ ‖p‖²,   t = mean(to) − s·R·mean(from)
 *
 * Returns [[a, −b, tx], [b, a, ty]]. Throws when the lists differ in length, have fewer than two points, hold a number that is
 * not finite, or when all points of `from` coincide. Does not handle outliers: every point pulls.
 */
export function similarityTransform(from: readonly Point[], to: readonly Point[]): Affine {
  expect(
    from.length === to.length && from.length >= 2,
    `A similarity needs two or more pairs of points, but there are ${from.length} points to map onto ${to.length}.`,
  );
  expect(
    [...from, ...to].every(([x, y]) => Number.isFinite(x) && Number.isFinite(y)),
    'A similarity needs points of finite numbers: one of the points has a coordinate that is missing, NaN or infinite.',
  );
  const { dot, cross, spread, fromMean, toMean } = momentsOf(from, to);
  expect(spread > 0, 'A similarity needs points that differ, but all the points to map are in the same place.');
  const a = dot / spread;
  const b = cross / spread;
  return [
    [a, -b, toMean[0] - a * fromMean[0] + b * fromMean[1]],
    [b, a, toMean[1] - b * fromMean[0] - a * fromMean[1]],
  ];
}

/** Sums over pairs of points p and q, each about the mean of its side: all that {@link similarityTransform} needs to know. */
export interface Moments {
  /** Σ (p·q) */
  dot: number;
  /** Σ (p × q) */
  cross: number;
  /** Σ ‖p‖² */
  spread: number;
  fromMean: Point;
  toMean: Point;
}

/** The {@link Moments} of points and of what each is to become. */
export function momentsOf(from: readonly Point[], to: readonly Point[]): Moments {
  const [fromMean, toMean] = [meanOf(from), meanOf(to)];
  const moments = { dot: 0, cross: 0, spread: 0, fromMean, toMean };
  from.forEach(([x, y], i) => {
    const [px, py, qx, qy] = [x - fromMean[0], y - fromMean[1], to[i][0] - toMean[0], to[i][1] - toMean[1]];
    moments.dot += px * qx + py * qy;
    moments.cross += px * qy - py * qx;
    moments.spread += px * px + py * py;
  });
  return moments;
}

/** The matrix that undoes `matrix`. Throws when it maps everything onto a line or a point. */
export function inverseTransform([[a, c, tx], [b, d, ty]]: Affine): Affine {
  const determinant = a * d - b * c;
  expect(
    Math.abs(determinant) > 1e-12,
    'The transform cannot be undone: it maps the whole picture onto a line or a point.',
  );
  const [ia, ib, ic, id] = [d / determinant, -b / determinant, -c / determinant, a / determinant];
  return [
    [ia, ic, -(ia * tx + ic * ty)],
    [ib, id, -(ib * tx + id * ty)],
  ];
}

/** Where the matrix puts the point. */
export function transformPoint([[a, c, tx], [b, d, ty]]: Affine, [x, y]: Point): Point {
  return [a * x + c * y + tx, b * x + d * y + ty];
}

/**
 * The face upright and at the same place in every picture: the similarity that brings the five landmarks closest to the
 * {@link arcFaceTemplate} (scaled to `size`) is applied to the picture. `landmarks`: left eye, right eye, tip of the nose, left
 * and right corner of the mouth, in the picture's pixels. See {@link warp} for how pixels are taken; what lies outside the
 * picture is filled with its edge.
 */
export function alignFace(picture: Picture, landmarks: readonly Point[], size = 112): Picture {
  expect(
    Number.isInteger(size) && size > 0,
    `An aligned face's size must be a positive number of pixels, but it is ${size}.`,
  );
  expect(landmarks.length === 5, `A face is aligned by 5 landmarks, but there are ${landmarks.length}.`);
  return warp(picture, inverseTransform(similarityTransform(landmarks, templateOf(size))), size, size);
}

/** The template scaled to a picture of `size` pixels: the picture's edges keep their place, so pixel centres move by half a pixel. */
export function templateOf(size: number): Point[] {
  const scale = size / 112;
  return arcFaceTemplate.map(([x, y]) => [(x + 0.5) * scale - 0.5, (y + 0.5) * scale - 0.5]);
}

function meanOf(points: readonly Point[]): Point {
  const count = points.length;
  return [points.reduce((sum, [x]) => sum + x, 0) / count, points.reduce((sum, [, y]) => sum + y, 0) / count];
}
