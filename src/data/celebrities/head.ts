import type { Identity } from './identity';
import type { Variation } from './variation';

/** A point on the canvas, in pixels from the outer corner of the first one. */
export type Point = [number, number];

/** The shape of one head: a stack of rounded slices from the top of the skull to the chin, with a relief on the front. */
export interface Head {
  identity: Identity;
  top: number;
  chin: number;
  noseTip: number;
  mouthY: number;
  /** Half the width and the depth of the slice at height y: to be read before another place of the head is asked for. */
  slice(y: number): { width: number; depth: number };
  /** How far the front of the face stands out at (x, y). */
  front(x: number, y: number): number;
  /** The relief of nose, sockets, brow ridge, cheeks, lips and chin alone. */
  relief(x: number, y: number): number;
}

/** Exponent of a slice's outline: 2 would be an ellipse; a face is flatter in front. */
export const roundness = 2.35;

/** A smooth hill, 1 at 0, 1/e at ±width; nothing from three widths on. */
export function bell(x: number, width: number): number {
  const t = x / width;
  return t > 3 || t < -3 ? 0 : Math.exp(-t * t);
}

/** What of the relief depends on the height alone. */
interface Level {
  y: number;
  nose: number;
  noseWidth: number;
  wings: number;
  socket: number;
  eyeball: number;
  brow: number;
  cheek: number;
  lips: number;
  chin: number;
}

/*
 * Both halves of a face, and outlines that are drawn twice, ask for the same places again, and exponentials are most of what a
 * place costs. What was computed last is kept in tables of one head at a time; where two places fall on one entry, the later stays.
 */
const entries = 512;
const slices = Array.from({ length: entries }, () => ({ y: NaN, width: NaN, depth: NaN }));
const levels = Array.from({ length: entries }, (): Level => {
  return { y: NaN, nose: NaN, noseWidth: NaN, wings: NaN, socket: NaN, eyeball: NaN, brow: NaN, cheek: NaN, lips: NaN, chin: NaN }; // prettier-ignore
});
const fronts = Array.from({ length: entries }, () => ({ side: NaN, y: NaN, value: NaN }));
let owner: Head | undefined;

/** Empties the tables for another head. */
function ownTables(head: Head): void {
  if (owner === head) return;
  owner = head;
  for (let entry = 0; entry < entries; entry++) slices[entry].y = levels[entry].y = fronts[entry].y = NaN;
}

function entryOf(x: number, y: number): number {
  return (x * 3001 + y * 7919) & (entries - 1);
}

/** The head of a person with this expression. */
export function headOf(identity: Identity, variation: Variation): Head {
  const open = variation.mouthOpen * 0.14;
  const top = -identity.skullHeight;
  const chin = identity.chin + open;
  const widest = 0.12;
  const noseTip = identity.noseLength;
  const mouthY = identity.mouthHeight + open * 0.25;
  const eyeX = identity.eyeSpacing;
  const smile = Math.max(0, variation.smile);

  const slice = (y: number): { width: number; depth: number } => {
    ownTables(head);
    const sliced = slices[entryOf(0, y)];
    if (y === sliced.y) return sliced;
    sliced.y = y;
    if (y < widest) {
      const t = Math.min(1, (widest - y) / (widest - top));
      sliced.width = identity.faceWidth * (1 - t ** 2.5) ** 0.42;
      sliced.depth = identity.depth * (1 - t ** 2.7) ** 0.44;
    } else {
      const t = Math.min(1, (y - widest) / (chin - widest));
      const cheek = identity.cheekbones * bell(y - 0.35, 0.25);
      sliced.width = (identity.faceWidth + cheek) * Math.sqrt(1 - t ** identity.jaw) * (1 - identity.taper * t ** 1.2);
      sliced.depth = identity.depth * (1 - 0.16 * t * t) * Math.sqrt(1 - t ** 7);
    }
    return sliced;
  };

  const levelOf = (y: number): Level => {
    ownTables(head);
    const level = levels[entryOf(0, y)];
    if (y === level.y) return level;
    const along = (y + 0.08) / (noseTip + 0.08);
    const down = Math.max(0, Math.min(1, along));
    const under = y > noseTip ? bell(y - noseTip, 0.075) : 1;
    const rise = along < 0 ? 0.22 * bell(along, 0.35) : 0.22 + 0.78 * down ** 1.4;
    level.y = y;
    level.nose = y > -0.3 ? (identity.noseHeight * rise + identity.noseHump * bell(along - 0.45, 0.25)) * under : 0;
    level.noseWidth = (identity.noseBridge + (identity.noseTip + 0.03 - identity.noseBridge) * down ** 2) * 1.25;
    level.wings = y > -0.3 ? 0.16 * bell(y - noseTip - 0.02, 0.085) : 0;
    level.socket = (0.09 + identity.eyeDepth) * bell(y, 0.15);
    level.eyeball = 0.05 * bell(y, 0.09);
    level.brow = (0.03 + identity.browRidge) * bell(y + identity.browHeight, 0.1);
    level.cheek = (0.04 + identity.cheeks + 0.05 * smile) * bell(y - 0.42 + 0.06 * smile, 0.2);
    level.lips = 0.07 * bell(y - mouthY, 0.17);
    level.chin = (0.04 + identity.chinForward) * bell(y - chin + 0.2, 0.14) - 0.035 * bell(y - chin + 0.38, 0.07);
    return level;
  };

  const relief = (x: number, y: number): number => {
    const level = levelOf(y);
    const side = Math.abs(x);
    let height = 0;
    if (level.nose !== 0) height += level.nose * bell(side, level.noseWidth);
    if (level.wings !== 0) height += level.wings * bell(side - identity.noseWidth * 0.78, 0.075);
    if (level.socket !== 0) height -= level.socket * bell(side - eyeX + 0.04, 0.24);
    if (level.eyeball !== 0) height += level.eyeball * bell(side - eyeX, 0.13);
    if (level.brow !== 0) height += level.brow * bell(side - eyeX + 0.02, 0.34);
    if (level.cheek !== 0) height += level.cheek * bell(side - 0.56, 0.24);
    if (level.lips !== 0) height += level.lips * bell(side, 0.34);
    if (level.chin !== 0) height += level.chin * bell(side, 0.24);
    return height;
  };

  const front = (x: number, y: number): number => {
    ownTables(head);
    const side = Math.abs(x);
    const known = fronts[entryOf(side, y)];
    if (y === known.y && side === known.side) return known.value;
    const { width, depth } = slice(y);
    const across = Math.min(1, side / Math.max(1e-6, width));
    known.side = side;
    known.y = y;
    known.value = depth * (1 - across ** roundness) ** (1 / roundness) + relief(x, y);
    return known.value;
  };

  const head: Head = { identity, top, chin, noseTip, mouthY, slice, front, relief };
  return head;
}

/** Writes what the camera sees of a place in head coordinates to `seen`: x, y and the distance towards the camera. */
export type View = (x: number, y: number, z: number, seen: Float64Array) => void;

/** Turns the head about the neck: yaw, then pitch, then roll, and a little perspective. Angles in radians. */
export function viewOf({ yaw, pitch, roll }: { yaw: number; pitch: number; roll: number }): View {
  const [cosYaw, sinYaw, cosPitch, sinPitch, cosRoll, sinRoll] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch), Math.cos(roll), Math.sin(roll)]; // prettier-ignore
  const pivotY = 0.9;
  return (x, y, z, seen) => {
    const turnedX = x * cosYaw + z * sinYaw;
    const turnedZ = -x * sinYaw + z * cosYaw;
    const below = y - pivotY;
    const pitchedY = below * cosPitch - turnedZ * sinPitch;
    const depth = below * sinPitch + turnedZ * cosPitch;
    const near = 1 / (1 - 0.07 * depth);
    seen[0] = (turnedX * cosRoll - pitchedY * sinRoll) * near;
    seen[1] = (turnedX * sinRoll + pitchedY * cosRoll) * near + pivotY;
    seen[2] = depth;
  };
}

/**
 * Where the outline of the slice at height y lies when the head is turned by `yaw`: the point of the slice farthest to the
 * side. `grow` widens it (hair has volume), or narrows it, at most to a point.
 */
export function outlinePoint(head: Head, y: number, side: number, yaw: number, grow = 0): [number, number, number] {
  const slice = head.slice(y);
  const width = Math.max(0, slice.width + grow);
  const depth = Math.max(0, slice.depth + grow);
  const across = Math.cos(yaw) * side;
  const ahead = Math.sin(yaw) * side;
  const support = ((width * Math.abs(across)) ** power + (depth * Math.abs(ahead)) ** power) ** (1 / power);
  return [shareOf(width, across, support), y, shareOf(depth, ahead, support)];
}

const power = roundness / (roundness - 1);

function shareOf(extent: number, direction: number, support: number): number {
  return support === 0 ? 0 : Math.sign(direction) * extent * ((extent * Math.abs(direction)) / support) ** (power - 1);
}

/** Heights from the top of the skull to the chin, closer together at the ends where the outline bends. */
export function heights(from: number, to: number, count: number): number[] {
  return Array.from(
    { length: count },
    (_, i) => from + ((to - from) * (1 - Math.cos((Math.PI * i) / (count - 1)))) / 2,
  );
}
