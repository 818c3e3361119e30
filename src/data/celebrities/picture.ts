import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { InputError } from '../../base/errors';
import type { Point } from '../align';
import { photograph } from './camera';
import { drawBrow, drawCatchLight, drawEye, drawGlasses, drawMouth, drawNose } from './features';
import { drawHairBehind, drawHairFront } from './hair';
import { headOf, viewOf } from './head';
import type { Identity } from './identity';
import { alignedPlacement, landmarksSeen, placedPixels, type Placement } from './landmarks';
import { type Scene, sceneOf } from './scene';
import { wearsGlasses } from './shown';
import { drawEar, drawMarks, drawShine, drawSkin, shadeFace } from './skin';
import { drawBackground, drawBody, drawHand, drawHat, drawScarf } from './surroundings';
import type { Variation } from './variation';

/** Draws everything, back to front. */
function draw(scene: Scene): void {
  const { variation } = scene;
  const near = variation.yaw > 0 ? -1 : 1;
  drawBackground(scene);
  drawHairBehind(scene);
  drawBody(scene);
  drawEar(scene, -near);
  drawSkin(scene);
  for (const side of [-1, 1]) drawEye(scene, side);
  drawNose(scene);
  drawMouth(scene);
  drawMarks(scene);
  for (const side of [-1, 1]) drawBrow(scene, side);
  shadeFace(scene);
  drawShine(scene);
  for (const side of [-1, 1]) drawCatchLight(scene, side);
  drawEar(scene, near);
  drawHairFront(scene);
  if (variation.sunglasses > 0 || wearsGlasses(scene)) drawGlasses(scene);
  if (variation.scarf > 0) drawScarf(scene);
  if (variation.hat > 0) drawHat(scene);
  if (variation.hand > 0) drawHand(scene);
}

/** One canvas serves all pictures of a size: every picture begins with a background that covers the last one. */
let studio: { canvas: Canvas; context: SKRSContext2D } | undefined;

function studioOf(width: number, height: number): SKRSContext2D {
  if (studio === undefined || studio.canvas.width !== width || studio.canvas.height !== height) {
    const canvas = createCanvas(width, height);
    studio = { canvas, context: canvas.getContext('2d') };
  }
  return studio.context;
}

/** Draws the placed person and takes the photograph: RGB, row after row, into `pixels`. */
function take(
  identity: Identity,
  variation: Variation,
  placement: Placement,
  width: number,
  height: number,
  pixels: Uint8Array,
): Uint8Array {
  const context = studioOf(width, height);
  context.save();
  context.lineJoin = 'round';
  context.lineCap = 'round';
  draw(sceneOf(context, identity, variation, placement, [width, height]));
  context.restore();
  const rgba = context.getImageData(0, 0, width, height).data;
  for (let from = 0, to = 0; to < pixels.length; from += 4, to += 3) {
    pixels[to] = rgba[from];
    pixels[to + 1] = rgba[from + 1];
    pixels[to + 2] = rgba[from + 2];
  }
  photograph(pixels, width, height, variation);
  return pixels;
}

function sideLength(value: number, name: string): void {
  if (!Number.isInteger(value) || value < 16 || value > 4096) {
    throw new InputError(
      `The ${name} of the picture is ${value}, but it must be a whole number of pixels from 16 to 4096.`,
    );
  }
}

/**
 * The aligned face of a person, [size, size, 3], 8 bits per channel: eyes, nose and mouth are as close to the ArcFace template
 * scaled to `size` as perspective allows (half a pixel of the template beside it), up to the variation's misalignment. The same arguments give the same pixels, in any thread.
 *
 * @param pixels where to write the picture; a new array when left out
 */
export function renderPicture(identity: Identity, variation: Variation, size: number, pixels?: Uint8Array): Uint8Array {
  sideLength(size, 'size');
  const seen = landmarksSeen(headOf(identity, variation), variation, viewOf(variation));
  return take(
    identity,
    variation,
    alignedPlacement(seen, variation, size),
    size,
    size,
    pixels ?? new Uint8Array(size * size * 3),
  );
}

/** A picture before alignment, with what a perfect detector would say of it. */
export interface Portrait {
  /** [height, width, 3], RGB. */
  pixels: Uint8Array;
  width: number;
  height: number;
  /** Eye, eye, nose, mouth corner, mouth corner (left in the picture first), in pixels. */
  landmarks: Point[];
}

/**
 * The person with shoulders in a larger picture, tilted by the variation's roll, off the centre: `faceHeight` is the height
 * of the head as a fraction of the picture's, `centre` where the middle of the face is, as fractions of width and height.
 */
export function renderPortrait(
  identity: Identity,
  variation: Variation,
  {
    width,
    height,
    faceHeight = 0.5,
    centre = [0.5, 0.42],
  }: { width: number; height: number; faceHeight?: number; centre?: [number, number] },
): Portrait {
  sideLength(width, 'width');
  sideLength(height, 'height');
  const unit = (faceHeight * height) / 2.95;
  const placement = { a: unit, b: 0, left: centre[0] * width, above: centre[1] * height - 0.2 * unit };
  const seen = landmarksSeen(headOf(identity, variation), variation, viewOf(variation));
  return {
    pixels: take(identity, variation, placement, width, height, new Uint8Array(width * height * 3)),
    width,
    height,
    landmarks: placedPixels(placement, seen),
  };
}
