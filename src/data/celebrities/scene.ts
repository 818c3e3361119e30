import type { SKRSContext2D } from '@napi-rs/canvas';
import { seeded, type Random } from '../../base/random';
import { type Colour, css, mix, multiplied } from './colour';
import { type Head, headOf, type Point, type View, viewOf } from './head';
import { hairOf, type Identity, skinOf } from './identity';
import { place, type Placement } from './landmarks';
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
  const view: View = viewOf(variation);
  const body: View = viewOf({ yaw: variation.yaw * 0.35, pitch: 0, roll: variation.roll * 0.15 });
  const through = (seen: [number, number, number]): Point => place(placement, [seen[0], seen[1]]);
  const project = (x: number, y: number, z: number): Point => through(view(x, y, z));
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
    onBody: (x, y, z) => through(body(x, y, z)),
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
  const at = (i: number): Point => (closed ? points[(i + count) % count] : points[Math.max(0, Math.min(count - 1, i))]);
  if (start) {
    context.beginPath();
    context.moveTo(points[0][0], points[0][1]);
  } else {
    context.lineTo(points[0][0], points[0][1]);
  }
  for (let i = 0; i < (closed ? count : count - 1); i++) {
    const [before, from, to, after] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    context.bezierCurveTo(
      from[0] + (to[0] - before[0]) / 6,
      from[1] + (to[1] - before[1]) / 6,
      to[0] - (after[0] - from[0]) / 6,
      to[1] - (after[1] - from[1]) / 6,
      to[0],
      to[1],
    );
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
