import type { Identity } from './identity';
import type { Variation } from './variation';

/** A point in the picture, in pixels. */
export type Point = [number, number];

/** The shape of one head: a stack of rounded slices from the top of the skull to the chin, with a relief on the front. */
export interface Head {
  identity: Identity;
  top: number;
  chin: number;
  noseTip: number;
  mouthY: number;
  /** Half the width and the depth of the slice at height y. */
  slice(y: number): { width: number; depth: number };
  /** How far the front of the face stands out at (x, y). */
  front(x: number, y: number): number;
  /** The relief of nose, sockets, brow ridge, cheeks, lips and chin alone. */
  relief(x: number, y: number): number;
}

/** Exponent of a slice's outline: 2 would be an ellipse; a face is flatter in front. */
export const roundness = 2.35;

const bump = (x: number, y: number, width: number, height: number): number => Math.exp(-((x / width) ** 2) - (y / height) ** 2);

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
    if (y < widest) {
      const t = Math.min(1, (widest - y) / (widest - top));
      return { width: identity.faceWidth * (1 - t ** 2.5) ** 0.42, depth: identity.depth * (1 - t ** 2.7) ** 0.44 };
    }
    const t = Math.min(1, (y - widest) / (chin - widest));
    const cheek = identity.cheekbones * bump(0, y - 0.35, 1, 0.25);
    return {
      width: (identity.faceWidth + cheek) * Math.sqrt(1 - t ** identity.jaw) * (1 - identity.taper * t ** 1.2),
      depth: identity.depth * (1 - 0.16 * t * t) * Math.sqrt(1 - t ** 7),
    };
  };

  const relief = (x: number, y: number): number => {
    const side = Math.abs(x);
    const along = (y + 0.08) / (noseTip + 0.08);
    let nose = 0;
    if (y > -0.3) {
      const under = y > noseTip ? Math.exp(-(((y - noseTip) / 0.075) ** 2)) : 1;
      const rise = along < 0 ? 0.22 * Math.exp(-((along / 0.35) ** 2)) : 0.22 + 0.78 * Math.min(1, along) ** 1.4;
      const width = identity.noseBridge + (identity.noseTip + 0.03 - identity.noseBridge) * Math.max(0, Math.min(1, along)) ** 2;
      const hump = identity.noseHump * bump(0, along - 0.45, 1, 0.25);
      nose = (identity.noseHeight * rise + hump) * under * Math.exp(-((x / (width * 1.25)) ** 2));
      nose += 0.16 * bump(side - identity.noseWidth * 0.78, y - noseTip - 0.02, 0.075, 0.085);
    }
    return (
      nose -
      (0.09 + identity.eyeDepth) * bump(side - eyeX + 0.04, y, 0.24, 0.15) +
      0.05 * bump(side - eyeX, y, 0.13, 0.09) +
      (0.03 + identity.browRidge) * bump(side - eyeX + 0.02, y + identity.browHeight, 0.34, 0.1) +
      (0.04 + identity.cheeks + 0.05 * smile) * bump(side - 0.56, y - 0.42 + 0.06 * smile, 0.24, 0.2) +
      0.07 * bump(x, y - mouthY, 0.34, 0.17) +
      (0.04 + identity.chinForward) * bump(x, y - chin + 0.2, 0.24, 0.14) -
      0.035 * bump(x, y - chin + 0.38, 0.24, 0.07)
    );
  };

  const front = (x: number, y: number): number => {
    const { width, depth } = slice(y);
    const across = Math.min(1, Math.abs(x) / Math.max(1e-6, width));
    return depth * (1 - across ** roundness) ** (1 / roundness) + relief(x, y);
  };

  return { identity, top, chin, noseTip, mouthY, slice, front, relief };
}

/** From head coordinates to a place seen by the camera: x, y and the distance towards it. */
export type View = (x: number, y: number, z: number) => [number, number, number];

/** Turns the head about the neck: yaw, then pitch, then roll, and a little perspective. Angles in radians. */
export function viewOf({ yaw, pitch, roll }: { yaw: number; pitch: number; roll: number }): View {
  const [cosYaw, sinYaw, cosPitch, sinPitch, cosRoll, sinRoll] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch), Math.cos(roll), Math.sin(roll)]; // prettier-ignore
  const pivotY = 0.9;
  return (x, y, z) => {
    const turnedX = x * cosYaw + z * sinYaw;
    const turnedZ = -x * sinYaw + z * cosYaw;
    const below = y - pivotY;
    const pitchedY = below * cosPitch - turnedZ * sinPitch;
    const depth = below * sinPitch + turnedZ * cosPitch;
    const near = 1 / (1 - 0.07 * depth);
    return [(turnedX * cosRoll - pitchedY * sinRoll) * near, (turnedX * sinRoll + pitchedY * cosRoll) * near + pivotY, depth];
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
  const power = roundness / (roundness - 1);
  const across = Math.cos(yaw) * side;
  const ahead = Math.sin(yaw) * side;
  const support = ((width * Math.abs(across)) ** power + (depth * Math.abs(ahead)) ** power) ** (1 / power);
  const share = (extent: number, direction: number): number =>
    support === 0 ? 0 : Math.sign(direction) * extent * ((extent * Math.abs(direction)) / support) ** (power - 1);
  return [share(width, across), y, share(depth, ahead)];
}

/** Heights from the top of the skull to the chin, closer together at the ends where the outline bends. */
export function heights(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + ((to - from) * (1 - Math.cos((Math.PI * i) / (count - 1)))) / 2);
}
