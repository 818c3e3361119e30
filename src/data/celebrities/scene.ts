import type { SKRSContext2D } from '@napi-rs/canvas';
import { seeded, type Random } from '../../base/random';
import { type Colour, css, mix, multiplied } from './colour';
import { type Head, headOf, type Point, type View, viewOf } from './head';
import { hairOf, type Identity, skinOf } from './identity';
import type { Placement } from './landmarks';
import type { Variation } from './variation';

/** All that a part of the drawing needs to know. */
export interface Scene {
  context: SKRSContext2D;
  identity: Identity;
  variation: Variation;
  head: Head;
  width: number;
  height: number;
  /** Pixels per head unit. */
  unit: number;
  /** From head coordinates to pixels. */
  project(x: number, y: number, z: number): Point;
  /** A point on the skin at (x, y), lifted by `lift`. */
  onFace(x: number, y: number, lift?: number): Point;
  /** From body coordinates, which follow the head's turn only in part, to pixels. */
  onBody(x: number, y: number, z: number): Point;
  /** Direction towards the main light as the camera sees it (x right, y down, z towards the camera). */
  light: [number, number, number];
  lightColour: Colour;
  skin: Colour;
  hair: Colour;
  /** Chance for one purpose: parts do not disturb each other. */
  chance(purpose: string): Random;
}

/** Sets the scene: the person with this expression before the camera, placed in a picture of width×height. */
export function sceneOf(
  context: SKRSContext2D,
  identity: Identity,
  variation: Variation,
  placement: Placement,
  [width, height]: [number, number],
): Scene {
  const aged = { ...identity, age: Math.max(0, Math.min(1, identity.age + variation.ageing)) };
  aged.skin = Math.max(0, Math.min(1, identity.skin + variation.tan));
  aged.hairLength =
    identity.hairLength < 0.02
      ? identity.hairLength
      : Math.max(0.02, Math.min(1, identity.hairLength + variation.hairChange));
  aged.fringe = Math.max(0, Math.min(1, identity.fringe + variation.fringeChange));
  aged.hairParting = identity.hairParting + variation.partingChange;
  const head = headOf(aged, variation);
  const project = projector(viewOf(variation), placement);
  const onBody = projector(viewOf({ yaw: variation.yaw * 0.35, pitch: 0, roll: variation.roll * 0.15 }), placement);
  const { light, lightElevation } = variation;
  return {
    context,
    identity: aged,
    variation,
    head,
    width,
    height,
    unit: Math.hypot(placement.a, placement.b),
    project,
    onFace: (x, y, lift = 0) => project(x, y, head.front(x, y) + lift),
    onBody,
    light: [
      Math.sin(light) * Math.cos(lightElevation),
      -Math.sin(lightElevation),
      Math.cos(light) * Math.cos(lightElevation),
    ],
    lightColour:
      variation.warmth > 0
        ? mix([255, 255, 255], [255, 214, 160], variation.warmth)
        : mix([255, 255, 255], [190, 216, 255], -variation.warmth),
    skin: skinOf(aged),
    hair: hairOf(aged),
    chance: (purpose) => seeded(variation.seed, purpose),
  };
}

/** From head coordinates to pixels. It leaves one array behind, the point: thousands are asked for in a picture. */
function projector(view: View, { a, b, left, above }: Placement): (x: number, y: number, z: number) => Point {
  const seen = new Float64Array(3);
  return (x, y, z) => {
    view(x, y, z, seen);
    return [a * seen[0] - b * seen[1] + left, b * seen[0] + a * seen[1] + above];
  };
}

/** How bright a thing in the scene is that stands away from the face: hair, clothes, glasses. */
export function lit(scene: Scene, colour: Colour, amount = 1): Colour {
  const { ambient } = scene.variation;
  const facing = Math.max(0, 0.35 + 0.65 * scene.light[2]);
  const brightness = (ambient + (1.15 - ambient) * facing) * amount;
  const shown = multiplied(colour, scene.lightColour);
  return [shown[0] * brightness, shown[1] * brightness, shown[2] * brightness];
}

/** Lays a smooth path (Catmull–Rom) through the points; the caller fills or strokes it. */
export function trace(context: SKRSContext2D, points: Point[], closed: boolean, start = true): void {
  const count = points.length;
  if (start) {
    context.beginPath();
    context.moveTo(points[0][0], points[0][1]);
  } else {
    context.lineTo(points[0][0], points[0][1]);
  }
  // The points before and after the ends: the line's own ends, or, when closed, the other end.
  let before = closed ? points[count - 1] : points[0];
  let from = points[0];
  for (let i = 0; i < (closed ? count : count - 1); i++) {
    const to = points[(i + 1) % count];
    const after = closed ? points[(i + 2) % count] : points[Math.min(count - 1, i + 2)];
    context.bezierCurveTo(
      from[0] + (to[0] - before[0]) / 6,
      from[1] + (to[1] - before[1]) / 6,
      to[0] - (after[0] - from[0]) / 6,
      to[1] - (after[1] - from[1]) / 6,
      to[0],
      to[1],
    );
    before = from;
    from = to;
  }
  if (closed) context.closePath();
}

/** Fills the smooth closed shape through the points. */
export function fill(context: SKRSContext2D, points: Point[], style: SKRSContext2D['fillStyle']): void {
  trace(context, points, true);
  context.fillStyle = style as string;
  context.fill();
}

/** Strokes the smooth open line through the points. */
export function stroke(context: SKRSContext2D, points: Point[], style: string, width: number): void {
  trace(context, points, false);
  context.strokeStyle = style;
  context.lineWidth = width;
  context.stroke();
}

/** A soft round spot. */
export function spot(context: SKRSContext2D, [x, y]: Point, radius: number, colour: Colour, alpha: number): void {
  const gradient = context.createRadialGradient(x, y, 0, x, y, radius);
  gradient.addColorStop(0, css(colour, alpha));
  gradient.addColorStop(0.5, css(colour, alpha * 0.6));
  gradient.addColorStop(1, css(colour, 0));
  context.fillStyle = gradient;
  context.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
}
