import { alignFace, arcFaceTemplate, similarityTransform, transformPoint, type Point } from './align';
import type { Picture } from './image';

/** How much a face found in a picture can be relied on. */
export interface FaceQuality {
  /** Pixels of the picture between the middles of the eyes. */
  eyes: number;
  /** How far the five landmarks lie from the template after the best similarity, root mean square in pixels of 112. */
  residual: number;
  /** How far the landmarks move when they are found again, in pixels of 112: see `detectFaces`. */
  unsteadiness: number;
  /** How fine the detail of the aligned face is: see {@link sharpnessOf}. */
  sharpness: number;
}

/**
 * What a face must have to be judged. `bench/quality-gate.ts` measures on a folder of photographs how many good pictures the
 * limits cost and how many poor ones they catch.
 */
export const qualityLimits: FaceQuality = { eyes: 20, residual: 8, unsteadiness: 4.5, sharpness: 0.45 };

/** The quality of a face with these five landmarks. */
export function qualityOf(picture: Picture, landmarks: readonly Point[], unsteadiness: number): FaceQuality {
  const [[leftX, leftY], [rightX, rightY]] = landmarks;
  return {
    eyes: Math.hypot(rightX - leftX, rightY - leftY),
    residual: templateResidual(landmarks),
    unsteadiness,
    sharpness: sharpnessOf(alignFace(picture, landmarks)),
  };
}

/** Whether the landmarks are where a face has them. If not, there is no face, or it is covered, in profile or turned. */
export function isPlausible({ residual, unsteadiness }: FaceQuality): boolean {
  return residual <= qualityLimits.residual && unsteadiness <= qualityLimits.unsteadiness;
}

/** Why a face cannot be judged, each reason a part of a sentence; empty when it can. */
export function faultsOf(quality: FaceQuality): string[] {
  const faults: string[] = [];
  if (quality.eyes < qualityLimits.eyes)
    faults.push(
      `the face has only ${Math.floor(quality.eyes)} pixels between the eyes and needs ${qualityLimits.eyes}`,
    );
  // Where the landmarks are wrong, the sharpness is that of something else than a face.
  if (!isPlausible(quality))
    return [...faults, 'eyes, nose and mouth are not where a face has them (it may be covered, in profile, or none)'];
  if (quality.sharpness < qualityLimits.sharpness)
    faults.push(
      `the face is blurred (sharpness ${quality.sharpness.toFixed(2)}, needed is ${qualityLimits.sharpness.toFixed(2)})`,
    );
  return faults;
}

/** The root mean square distance of the landmarks to the {@link arcFaceTemplate} after the best similarity, in its pixels. */
export function templateResidual(landmarks: readonly Point[]): number {
  const toTemplate = similarityTransform(landmarks, arcFaceTemplate);
  const squares = landmarks.map((point, i) => {
    const [x, y] = transformPoint(toTemplate, point);
    return (x - arcFaceTemplate[i][0]) ** 2 + (y - arcFaceTemplate[i][1]) ** 2;
  });
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

/** The part of an aligned face without hair and background, as shares of its side. */
const inner = { left: 0.18, right: 0.82, top: 0.21, bottom: 0.96 };

/**
 * How fine the detail of an aligned face is, whatever its contrast: on its grey values g
 *
 *     sharpness = Var(∇²g) / mean(‖∇g‖²),   ∇²g = Σ of the four neighbours − 4g,   ∇g by central differences
 *
 * In frequencies Σ|ω|⁴P / Σ|ω|²P: the mean square frequency of its edges, in (radians per pixel)². Of one face the value falls
 * about in step with the pixels it is drawn from: 1 with 24 pixels between the eyes, 0.5 with 12, 0.3 with 8; blur by a
 * Gaussian of a 24th of the eyes' distance gives 0.3. A face without any edge has 0. Noise counts as detail.
 *
 * The variance of the Laplacian as a measure of focus: J. L. Pech-Pacheco et al.: Diatom autofocusing in brightfield
 * microscopy. ICPR 2000.
 */
export function sharpnessOf({ width, height, pixels }: Picture): number {
  const grey = Float32Array.from({ length: width * height }, (_, i) => {
    return 0.299 * pixels[3 * i] + 0.587 * pixels[3 * i + 1] + 0.114 * pixels[3 * i + 2];
  });
  let [count, sum, squares, gradient] = [0, 0, 0, 0];
  for (let y = Math.round(inner.top * height); y < Math.round(inner.bottom * height); y++) {
    for (let x = Math.round(inner.left * width); x < Math.round(inner.right * width); x++) {
      const i = y * width + x;
      const [west, east, north, south] = [grey[i - 1], grey[i + 1], grey[i - width], grey[i + width]];
      const laplacian = west + east + north + south - 4 * grey[i];
      count++;
      sum += laplacian;
      squares += laplacian ** 2;
      gradient += ((east - west) ** 2 + (south - north) ** 2) / 4;
    }
  }
  return gradient === 0 ? 0 : (squares - sum ** 2 / count) / gradient;
}
