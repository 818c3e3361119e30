import { type Colour, css, mix, scaled } from './colour';
import type { Point } from './head';
import { frameOf, irisOf, lipsOf } from './identity';
import { mouthCorners } from './landmarks';
import { fill, type Scene, spot, stroke, trace } from './scene';

/** How far the lids are apart: the person's own opening, blinking, surprise and a smile that narrows. */
function openingOf({ identity, variation }: Scene): number {
  return Math.max(
    0.006,
    identity.eyeOpening *
      variation.eyesOpen *
      (1 - 0.28 * Math.max(0, variation.smile)) *
      (1 + 0.12 * variation.browRaise),
  );
}

/** One eye: white, iris, pupil, the shadow and the line of the lid, the crease, lashes and the bag below. */
export function drawEye(scene: Scene, side: number): void {
  const { context, identity, variation, unit, skin, onFace } = scene;
  const opening = openingOf(scene);
  const half = identity.eyeWidth;
  const squint = Math.max(0, variation.smile) * 0.012;
  // t runs from the inner corner (−1) to the outer one (1)
  const at = (t: number, up: number): Point =>
    onFace(side * (identity.eyeSpacing + t * half), -up - identity.eyeTilt * t * half + 0.006);
  const arc = (t: number): number => (1 - Math.abs(t) ** (1.6 + 0.5 * identity.eyeRoundness)) ** 0.85;
  const upper = (t: number): number => opening * identity.eyeRoundness ** 0.5 * arc(t + 0.12 * (1 - t * t));
  const lower = (t: number): number => -(opening * 0.55 * arc(t - 0.1 * (1 - t * t))) + squint * arc(t);
  const steps = [-1, -0.8, -0.5, -0.15, 0.2, 0.55, 0.82, 1];
  const top = steps.map((t) => at(t, upper(t)));
  const bottom = [...steps]
    .reverse()
    .slice(1, -1)
    .map((t) => at(t, lower(t)));
  const line = mix(scaled(skin, 0.3), [30, 20, 18], 0.6);

  // lid and socket
  const lid = steps.map((t) => at(t, upper(t) + (identity.lidCrease + 0.02) * (1 - 0.75 * t * t)));
  fill(context, [...lid, ...[...top].reverse()], css(scaled(skin, 0.86), 0.9));
  stroke(context, lid, css(scaled(skin, 0.5), 0.75), 0.022 * unit);
  const bag = steps.slice(1, -1).map((t) => at(t, -0.075 - 0.05 * (1 - t * t)));
  stroke(context, bag, css(scaled(skin, 0.62), 0.15 + 0.35 * identity.bags), 0.025 * unit);

  context.save();
  trace(context, [...top, ...bottom], true);
  context.fillStyle = css([238, 232, 226]);
  context.fill();
  context.clip();
  const gaze = {
    t: variation.gazeX * side * 0.32 - variation.yaw * side * 0.25,
    up: -variation.gazeY * 0.02 + opening * 0.16,
  };
  const radius = identity.irisSize;
  const disc = (r: number): Point[] =>
    Array.from({ length: 8 }, (_, i) =>
      at(gaze.t + (r * Math.cos((i * Math.PI) / 4)) / half, gaze.up + r * Math.sin((i * Math.PI) / 4)),
    );
  const iris = irisOf(identity);
  const [cx, cy] = at(gaze.t, gaze.up);
  // The white is darker in the corners and under the lid.
  spot(context, at(-1, 0), 0.14 * unit, [196, 120, 110], 0.75);
  spot(context, at(1.05, 0), 0.12 * unit, [150, 120, 110], 0.6);
  fill(context, disc(radius), css(scaled(iris, 0.5)));
  const glow = context.createRadialGradient(cx, cy + radius * 0.45 * unit, 0, cx, cy, radius * unit);
  glow.addColorStop(0, css(scaled(iris, 1.45)));
  glow.addColorStop(0.6, css(iris));
  glow.addColorStop(1, css(scaled(iris, 0.55)));
  fill(context, disc(radius * 0.86), glow);
  fill(context, disc(radius * 0.44), css([12, 9, 9]));
  stroke(
    context,
    steps.map((t) => at(t, upper(t) - 0.012)),
    css([40, 24, 24], 0.42),
    0.05 * unit,
  );
  context.restore();

  // lash line, thicker outwards, and lashes
  const thick = 0.022 + 0.022 * identity.lashes;
  const rim = steps.map((t) => at(t * 1.02, upper(t) + thick * (0.45 + 0.4 * t)));
  fill(context, [...rim, ...[...top].reverse()], css(line));
  stroke(
    context,
    steps.slice(3).map((t) => at(t, lower(t))),
    css(line, 0.28 + 0.35 * identity.lashes),
    0.014 * unit,
  );
  if (identity.lashes > 0.35) {
    context.beginPath();
    for (let t = 0.1; t <= 1.01; t += 0.15) {
      const [x0, y0] = at(t, upper(t) + thick * 0.4);
      const [x1, y1] = at(t + 0.16 + 0.12 * t, upper(t) + thick * 0.5 + 0.06 * identity.lashes);
      context.moveTo(x0, y0);
      context.lineTo(x1, y1);
    }
    context.strokeStyle = css(line, 0.85);
    context.lineWidth = 0.014 * unit;
    context.stroke();
  }
}

/** The reflections of the light in the eyes: above the shading, or they would not sparkle. */
export function drawCatchLight(scene: Scene, side: number): void {
  const { context, identity, variation, unit, light, onFace } = scene;
  if (openingOf(scene) < 0.03) return;
  const x = side * identity.eyeSpacing + (variation.gazeX * 0.32 - variation.yaw * 0.25) * identity.eyeWidth;
  const [u, v] = onFace(x + 0.03 * (light[0] >= 0 ? 1 : -1), -0.028 + variation.gazeY * 0.02);
  context.beginPath();
  context.arc(u, v, 0.021 * unit, 0, 7);
  context.fillStyle = css([255, 255, 255], 0.55 + 0.4 * (1 - variation.ambient));
  context.fill();
}

/** One eyebrow: a soft body and hairs combed outwards. */
export function drawBrow(scene: Scene, side: number): void {
  const { context, identity, variation, unit, onFace } = scene;
  const colour = mix(scaled(scene.hair, 0.78), scaled(scene.skin, 0.4), 0.25);
  const lift = 0.045 * variation.browRaise + 0.01 * Math.max(0, variation.smile);
  const middle = (t: number): number =>
    identity.browHeight +
    lift * (0.6 + 0.8 * t) +
    identity.browArch * Math.sin(Math.PI * Math.min(1, t * 0.82 + 0.08)) +
    identity.browTilt * (t - 0.5) * 0.42 -
    0.05 * t ** 3;
  const thick = (t: number): number =>
    identity.browThickness * (t < 0.12 ? 0.75 + 2 * t : 1 - 0.78 * ((t - 0.12) / 0.88) ** 1.5);
  const at = (t: number, off: number): Point =>
    onFace(side * (identity.browGap + t * identity.browLength), -(middle(t) + off * thick(t)));
  const steps = [0, 0.15, 0.35, 0.6, 0.82, 1];
  const body = [...steps.map((t) => at(t, 0.5)), ...[...steps].reverse().map((t) => at(t, -0.5))];
  fill(context, body, css(colour, 0.72 * identity.browDarkness));
  context.beginPath();
  for (let i = 0; i < 15; i++) {
    const t = i / 15;
    const [x0, y0] = at(t, -0.5 + (i % 3) * 0.2);
    const [x1, y1] = at(t + 0.1, 0.3 + (i % 3) * 0.14 - 0.3 * t);
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
  }
  context.strokeStyle = css(scaled(colour, 0.7), 0.75 * identity.browDarkness);
  context.lineWidth = 0.017 * unit;
  context.stroke();
}

/** Wings, nostrils and the edge of the bridge; its volume comes from the shading. */
export function drawNose(scene: Scene): void {
  const { context, identity, unit, skin, onFace, head, variation } = scene;
  const width = identity.noseWidth * (1 + 0.08 * Math.max(0, variation.smile));
  const base = head.noseTip + 0.085 - identity.noseUpturn * 0.4;
  const dark = mix(scaled(skin, 0.42), [70, 26, 22], 0.35);
  for (const side of [-1, 1]) {
    const wing: Point[] = [[0.78, -0.12], [1.02, -0.04], [1.0, 0.045], [0.8, 0.07]].map(([across, down]) => onFace(side * width * across, base - 0.03 + down)); // prettier-ignore
    stroke(context, wing, css(dark, 0.5), 0.026 * unit);
    const nostril: Point[] = [[0.22, 0.012], [0.4, -0.022 - identity.noseUpturn * 0.25], [0.66, -0.012], [0.62, 0.024], [0.4, 0.03]].map(([across, down]) => onFace(side * width * across, base + 0.022 + down, 0.02)); // prettier-ignore
    fill(context, nostril, css(scaled(dark, 0.7), 0.82));
    const turned = side * variation.yaw;
    const ridge: Point[] = [-0.1, 0.06, 0.22, 0.36].map((y) =>
      onFace(side * (identity.noseBridge * 1.05 + 0.02 * Math.abs(y)), (y * head.noseTip) / 0.5),
    );
    stroke(context, ridge, css(dark, Math.max(0, 0.1 - 0.25 * turned)), 0.045 * unit);
  }
  const under: Point[] = [-0.3, 0, 0.3].map((across) =>
    onFace(width * across, base + 0.03 + 0.018 * (1 - Math.abs(across) * 3), 0.02),
  );
  stroke(context, under, css(dark, 0.35), 0.024 * unit);
}

/** Lips, the line between them, teeth when the mouth is open, and the corners' shadow. */
export function drawMouth(scene: Scene): void {
  const { context, identity, variation, unit, skin, onFace, head } = scene;
  const { halfWidth, y: cornerY } = mouthCorners(head, variation);
  const smile = variation.smile;
  const open = variation.mouthOpen * 0.13;
  const stretch = 1 - 0.22 * Math.max(0, smile);
  const natural = lipsOf(identity);
  const colour: Colour =
    variation.lipstick > 0 && identity.lashes > 0.4
      ? mix(natural, [176, 32, 56], 0.75 * variation.lipstick)
      : mix(natural, skin, Math.max(0, -variation.lipstick) * 0.3);
  const middleY = head.mouthY;
  // The line of the mouth hangs between its corners.
  const line = (t: number): number => cornerY + (middleY - cornerY) * (1 - t * t);
  const upperTop = (t: number): number => {
    const bow = 1 - identity.cupidBow * Math.exp(-((t / 0.13) ** 2)) - Math.max(0, Math.abs(t) - 0.22) / 0.78;
    return line(t) - open * 0.35 * (1 - t * t) - identity.upperLip * stretch * Math.max(0, bow);
  };
  const upperBottom = (t: number): number =>
    line(t) - open * 0.35 * (1 - t * t) + 0.012 * Math.cos(t * 8) * (1 - t * t);
  const lowerTop = (t: number): number => upperBottom(t) + open * (1 - t * t) + 0.004;
  const lowerBottom = (t: number): number => lowerTop(t) + identity.lowerLip * stretch * (1 - t * t) ** 0.75;
  const at = (t: number, y: number): Point => onFace(t * halfWidth, y, 0.02);
  const steps = [-1, -0.72, -0.42, -0.2, 0, 0.2, 0.42, 0.72, 1];
  const row = (edge: (t: number) => number): Point[] => steps.map((t) => at(t, edge(t)));
  const back = (points: Point[]): Point[] => [...points].reverse();
  if (open > 0.008) {
    context.save();
    trace(context, [...row(upperBottom), ...back(row(lowerTop)).slice(1, -1)], true);
    context.fillStyle = css([58, 18, 20]);
    context.fill();
    context.clip();
    const teeth = (t: number): number => upperBottom(t) + Math.min(0.065, open * 0.62) * (1 - 0.5 * t * t);
    fill(context, [...row((t) => upperBottom(t) - 0.02), ...back(row(teeth)).slice(1, -1)], css([236, 228, 214]));
    context.restore();
  }
  fill(context, [...row(upperTop), ...back(row(upperBottom)).slice(1, -1)], css(scaled(colour, 0.83)));
  fill(context, [...row(lowerTop), ...back(row(lowerBottom)).slice(1, -1)], css(colour));
  stroke(context, steps.slice(2, -2).map((t) => at(t, lowerTop(t) + identity.lowerLip * 0.42)), css(mix(colour, [255, 236, 226], 0.5), 0.55), 0.026 * unit); // prettier-ignore
  if (open <= 0.05) stroke(context, row(upperBottom), css(scaled(colour, 0.34), 0.9), 0.022 * unit);
  for (const side of [-1, 1]) spot(context, at(side * 1.04, cornerY), 0.06 * unit, scaled(skin, 0.4), 0.6);
  if (smile > 0.2) {
    for (const side of [-1, 1]) {
      const fold: Point[] = [-0.3, -0.12, 0.04].map((dy, i) =>
        onFace(side * (halfWidth + 0.05 + 0.05 * i), cornerY + dy),
      );
      stroke(context, fold, css(scaled(skin, 0.55), 0.3 * smile), 0.03 * unit);
    }
  }
}

/** Spectacles or sunglasses, in front of the face and hooked behind the ears. */
export function drawGlasses(scene: Scene): void {
  const { context, identity, variation, unit, head } = scene;
  const dark = variation.sunglasses > 0;
  const random = scene.chance('sunglasses');
  const frame = dark ? ([24, 22, 24] as Colour) : frameOf(identity);
  const halfWidth = dark ? random.uniform(0.29, 0.36) : identity.glassesWidth;
  const halfHeight = dark ? random.uniform(0.2, 0.28) : identity.glassesHeight;
  const power = 2 / (dark ? random.uniform(2.2, 4) : identity.glassesSquareness);
  const thickness = Math.max(dark ? 0.035 : identity.glassesThickness, 0.014);
  const front = Math.max(head.front(0, 0.02), head.front(identity.eyeSpacing, 0.02) + 0.1) + 0.04;
  const shift = identity.eyeSpacing + 0.01;
  const y = 0.05;
  const rounded = (value: number): number => Math.sign(value) * Math.abs(value) ** power;
  const rim = (side: number): Point[] =>
    Array.from({ length: 20 }, (_, i) => {
      const angle = (i * Math.PI) / 10;
      const x = side * shift + halfWidth * rounded(Math.cos(angle));
      return scene.project(x, y + halfHeight * rounded(Math.sin(angle)) + (dark ? 0.04 : 0), front - 0.18 * x * x);
    });
  for (const side of [-1, 1]) {
    const points = rim(side);
    fill(context, points, dark ? css([18, 18, 24], 0.93) : 'rgba(225,235,245,0.10)');
    const [x0, y0] = points[15];
    const [x1, y1] = points[5];
    const sheen = context.createLinearGradient(x0, y0, x1, y1);
    sheen.addColorStop(0, dark ? 'rgba(150,170,200,0.4)' : 'rgba(255,255,255,0.20)');
    sheen.addColorStop(0.6, 'rgba(255,255,255,0)');
    // The rim's path is still laid.
    context.fillStyle = sheen;
    context.fill();
    context.strokeStyle = css(frame);
    context.lineWidth = thickness * unit;
    context.stroke();
    const hinge = scene.project(side * (shift + halfWidth), y - 0.05, front - 0.18 * (shift + halfWidth) ** 2);
    const ear = scene.project(side * (head.slice(0).width + 0.02), y - 0.06, -0.1);
    if (side * variation.yaw < 0.35) stroke(context, [hinge, ear], css(frame), Math.max(thickness, 0.02) * unit);
  }
  const inner = shift - halfWidth;
  stroke(context, [-1, -0.4, 0.4, 1].map((t) => scene.project(t * inner, y - 0.05 - 0.03 * (1 - t * t), front + 0.02)), css(frame), (thickness + 0.006) * unit); // prettier-ignore
}
